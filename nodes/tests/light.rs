//! What cases cannot say of light nodes: what becomes of files, what chance gives,
//! and signatures that are new each time.

#[path = "support/world.rs"]
mod world;

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{self, EcdsaKeyPair, KeyPair, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use node_sdk::flow::Item;
use node_sdk::flow::item::Binary;
use node_sdk::{LightContext, Prepared};
use serde_json::{Value, json};
use std::collections::HashSet;

/// The items a light node gives at its first port.
fn run(kind: &str, parameters: Value, items: Vec<Item>) -> Vec<Item> {
    let catalog = nodes::catalog();
    let Value::Object(parameters) = parameters else { panic!("parameters are an object") };
    let Prepared::Light(node) = (catalog.find(kind, 1).unwrap().prepare)(&parameters).unwrap() else {
        panic!("`{kind}` is not light")
    };
    let inputs = [items.into()];
    let context = LightContext::new(&inputs, &world::EmptyWorld, world::NOW);
    node.run(&context).unwrap().ports[0].1.to_vec()
}

fn file(name: &str, content: &str) -> (String, Binary) {
    let binary = Binary {
        file_name: format!("{name}.txt"),
        media_type: "text/plain".into(),
        size_bytes: content.len() as u64,
        data: STANDARD.encode(content).into(),
    };
    (name.to_owned(), binary)
}

fn with_files<const N: usize>(json: Value, files: [(&str, &str); N]) -> Item {
    let binary = files.into_iter().map(|(name, content)| file(name, content)).collect();
    Item { binary, ..Item::new(json) }
}

/// The names of the files of each item.
fn names(items: &[Item]) -> Vec<Vec<&str>> {
    items.iter().map(|item| item.binary.keys().map(String::as_str).collect()).collect()
}

#[test]
fn aggregate_gathers_files_under_names_of_their_own() {
    let items =
        || vec![with_files(json!({"a": 1}), [("x", "1"), ("z", "22")]), with_files(json!({"a": 2}), [("x", "3")])];
    let gathered = |files: &str| run("aggregate", json!({"fields": [{"field": "a"}], "files": files}), items());
    assert_eq!(names(&gathered("none")), [Vec::<&str>::new()]);
    assert_eq!(names(&gathered("all")), [["x", "x_1", "z"]]);
    assert_eq!(names(&gathered("unique")), [["x", "z"]]);
}

#[test]
fn aggregate_keeps_the_files_of_each_group() {
    let items = vec![with_files(json!({"g": 1}), [("x", "1")]), with_files(json!({"g": 2}), [("y", "2")])];
    let grouped = run("aggregate", json!({"mode": "items", "group_by": "g", "files": "all"}), items);
    assert_eq!(names(&grouped), [["x"], ["y"]]);
}

#[test]
fn split_out_gives_each_file_an_item() {
    let item = || with_files(json!({"a": [1, 2]}), [("x", "1"), ("z", "2")]);
    assert_eq!(names(&run("split_out", json!({"fields": "$binary"}), vec![item()])), [["x"], ["z"]]);
    assert_eq!(names(&run("split_out", json!({"fields": "a"}), vec![item()])), [Vec::<&str>::new(), Vec::new()]);
    assert_eq!(names(&run("split_out", json!({"fields": "a", "files": true}), vec![item()])), [["x", "z"], ["x", "z"]]);
}

#[test]
fn nodes_say_which_item_came_of_which() {
    let items = || ["b", "a", "b"].map(|value| Item::new(json!({"v": value}))).to_vec();
    let origins = |items: Vec<Item>| {
        let of = |item: &Item| item.lineage.iter().map(|origin| origin.item).collect::<Vec<_>>();
        items.iter().map(of).collect::<Vec<_>>()
    };
    assert_eq!(origins(run("sort", json!({"fields": [{"field": "v"}]}), items())), [[1], [0], [2]]);
    assert_eq!(origins(run("remove_duplicates", json!({}), items())), [[0], [1]]);
    assert_eq!(origins(run("limit", json!({"count": 1, "keep": "last"}), items())), [[2]]);
    assert_eq!(origins(run("aggregate", json!({"mode": "items"}), items())), [[0, 1, 2]]);
    assert_eq!(
        origins(run("summarise", json!({"fields": [{"field": "v"}], "split_by": "v"}), items())),
        [vec![0, 2], vec![1]]
    );
}

#[test]
fn sorting_by_chance_loses_nothing() {
    let items: Vec<Item> = (0..200).map(|number| Item::new(json!({"number": number}))).collect();
    let shuffled = run("sort", json!({"mode": "random"}), items.clone());
    let numbers = |items: &[Item]| items.iter().map(|item| item.json["number"].as_u64().unwrap()).collect::<Vec<_>>();
    let mut sorted = numbers(&shuffled);
    assert_ne!(sorted, numbers(&items));
    sorted.sort_unstable();
    assert_eq!(sorted, numbers(&items));
}

#[test]
fn random_values_differ_and_have_their_form() {
    let mut seen = HashSet::new();
    for (random, length, is_right) in [
        ("hex", 33, (|letter| letter.is_ascii_hexdigit()) as fn(char) -> bool),
        ("base64", 40, |letter| letter.is_ascii_alphanumeric()),
        ("ascii", 50, |letter| letter.is_ascii()),
    ] {
        for _ in 0..5 {
            let made = run(
                "crypto",
                json!({"mode": "random", "random": random, "length": length}),
                vec![Item::new(json!({}))],
            );
            let text = made[0].json["data"].as_str().unwrap().to_owned();
            assert!(text.len() == length && text.chars().all(is_right), "{random}: {text:?}");
            assert!(seen.insert(text));
        }
    }
    let made = run("crypto", json!({"mode": "random"}), vec![Item::new(json!({}))]);
    let uuid = made[0].json["data"].as_str().unwrap();
    assert_eq!(uuid.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12], "{uuid}");
    assert_eq!(uuid.as_bytes()[14], b'4', "{uuid}");
}

#[test]
fn the_digest_of_a_file_is_that_of_its_content() {
    let parameters = |files: bool| json!({"file": "x", "algorithm": "md5", "files": files});
    let made = run("crypto", parameters(true), vec![with_files(json!({}), [("x", "hello")])]);
    assert_eq!(made[0].json["data"], "5d41402abc4b2a76b9719d911017c592");
    assert_eq!(names(&made), [["x"]]);
    let made = run("crypto", parameters(false), vec![with_files(json!({}), [("x", "hello")])]);
    assert_eq!(names(&made), [Vec::<&str>::new()]);
}

fn pem(label: &str, der: &[u8]) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(der))
}

fn signature_of(key: &str, algorithm: &str) -> Vec<u8> {
    let parameters =
        json!({"mode": "sign", "value": "hello", "private_key": key, "algorithm": algorithm, "encoding": "base64"});
    let made = run("crypto", parameters, vec![Item::new(json!({}))]);
    STANDARD.decode(made[0].json["data"].as_str().unwrap()).unwrap()
}

#[test]
fn signatures_are_those_of_the_key() {
    let rsa = aws_lc_rs::rsa::KeyPair::generate(KeySize::Rsa2048).unwrap();
    let key = pem("PRIVATE KEY", rsa.as_der().unwrap().as_ref());
    // Line breaks are often lost where keys are kept in variables.
    for key in [key.clone(), key.replace('\n', "\\n")] {
        for (algorithm, scheme) in
            [("sha256", &signature::RSA_PKCS1_2048_8192_SHA256), ("sha512", &signature::RSA_PKCS1_2048_8192_SHA512)]
        {
            let public = UnparsedPublicKey::new(scheme, rsa.public_key().as_ref());
            public.verify(b"hello", &signature_of(&key, algorithm)).unwrap();
        }
    }
    let curve = EcdsaKeyPair::generate(&signature::ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
    let key = pem("PRIVATE KEY", curve.to_pkcs8v1().unwrap().as_ref());
    let public = UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_ASN1, curve.public_key().as_ref());
    public.verify(b"hello", &signature_of(&key, "sha256")).unwrap();
}
