//! Flows offered to somebody who has none yet. They work as they are.

use api::SampleFlow;

const FILES: [(&str, &str); 3] = [
    ("hello", include_str!("../samples/hello.json")),
    ("large-orders", include_str!("../samples/large-orders.json")),
    ("reminder", include_str!("../samples/reminder.json")),
];

/// The samples. A file that cannot be read is left out; a test sees that none is.
pub fn samples() -> Vec<SampleFlow> {
    FILES
        .into_iter()
        .filter_map(|(id, file)| {
            let document = flow::file::read(file.as_bytes()).ok()?;
            let (title, summary) = (document.name.clone(), document.description.clone());
            Some(SampleFlow { id: id.into(), title, summary, document })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_samples_work_as_they_are() {
        let catalog = nodes::catalog();
        let samples = samples();
        assert_eq!(samples.len(), FILES.len());
        for sample in samples {
            assert_eq!(node_sdk::check::check(&sample.document, &catalog), [], "{}", sample.id);
        }
    }
}
