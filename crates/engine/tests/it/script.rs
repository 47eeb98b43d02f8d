//! Scenarios in text: what happens to a run, and what the engine asks for.
//!
//! ```text
//! start [1]              -> perform a#1 [1]      an event, and the commands that follow
//! a ok [2]               -> perform b#1 [2]      the current attempt of `a` gives this at port 0
//! a ok yes[1] no[]       ->                      … at these ports
//! a fail | flaky | doubt ->                      … fails: permanent, transient, effect unknown
//! a flaky 9000           ->                      … and the other side asks for this pause
//! a wait 500 [1]         ->                      … waits till then; `wait signal`, `wait 500 signal`
//! a answer 201           ->                      … answers the caller
//! a late                 ->                      … whoever performs it says that it took too long
//! a intend | crash       ->                      its intent is written | it is found uncertain
//! a cut                  ->                      its process ended, and it may be performed again
//! a found [7]            ->                      the other side says that it took place and gave this
//! a missing | unclear    ->                      … that it did not, or cannot tell
//! a settle retry         ->                      a person settles it: done, failed, retry
//! a signal [7]           ->                      somebody answers for the waiting node
//! a choose 1             ->                      somebody chooses the port by which it goes on
//! a#1 ok                 -> ignored              attempt 1, whatever the current one is
//! at 500                 ->                      the timers due till then fire
//! cancel | kill          ->                      somebody ends the run: nothing new starts; at once
//! pause | resume         ->                      somebody stops the run for a while, and lets it go on
//! judge b yes | no        ->                      the condition of the stop before `b` holds, does not
//! over | into | out [b]   ->                      somebody steps on, at `b`; `go`: to the next stop
//! over b t [9]            ->                      … after `t` was made to have given this
//! a@2 ok                 ->                      the same in frame 2, that of an iteration
//! w holds | ends | odd   ->                      the condition of `w` holds, does not, cannot be told
//! s returns [7]          ->                      the child run of `s` ends well
//! s breaks | falters     ->                      … fails: permanent, transient
//! = a done, b skipped    the nodes that stand so; `= e0 taken, e1 pending` the arrows
//! ```

use crate::drawing::{draw, kinds};
use engine::debug::{Debug, Edit, Go, Release};
use engine::event::{AnswerBody, Finding, FrameId, Settlement, Wait};
use engine::{
    Answer, Command, EdgeState, Effects, ErrorClass, Event, Manner, Outcome, Run, StepError, StepId, TimerId, apply,
};
use flow::{Item, Items, Plan, Timestamp, compile};
use serde_json::Value;
use std::collections::BTreeMap;

/// Plays a script on the flow of a drawing and compares each line. Gives the run
/// and the events that changed it.
#[track_caller]
pub fn check(drawing: &str, script: &str) -> Played {
    let mut played = Played::new(drawing);
    played.check(script);
    played
}

/// A run in the hands of a script.
pub struct Played {
    pub plan: Plan,
    pub run: Run,
    pub log: Vec<(Timestamp, Event)>,
    /// Results a `start` takes over from an earlier run.
    pub kept: BTreeMap<u32, Outcome>,
    /// What is special about the run a `start` begins.
    pub manner: Manner,
    now: Timestamp,
}

impl Played {
    pub fn new(drawing: &str) -> Self {
        let plan = compile(&draw(drawing), &kinds()).unwrap_or_else(|problems| panic!("{problems:#?}"));
        Self {
            plan,
            run: Run::new(),
            log: Vec::new(),
            kept: BTreeMap::new(),
            manner: Manner::default(),
            now: Timestamp(0),
        }
    }

    /// Plays a script and compares each line.
    #[track_caller]
    pub fn check(&mut self, script: &str) {
        for line in script.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(states) = line.strip_prefix("= ") {
                for wanted in states.split(", ") {
                    assert_eq!(self.state(wanted.split(' ').next().unwrap_or_default()), wanted, "in\n{script}");
                }
            } else {
                let (event, wanted) = line.split_once("->").unwrap_or_else(|| panic!("no `->` in `{line}`"));
                assert_eq!(self.play(event.trim()), wanted.trim(), "after `{}` in\n{script}", event.trim());
            }
        }
    }

    /// Plays one line; gives the commands that follow.
    pub fn play(&mut self, line: &str) -> String {
        let mut effects = Effects::default();
        let words: Vec<&str> = line.split(' ').collect();
        let changed = match words.as_slice() {
            ["at", time] => self.advance(Timestamp(time.parse().expect("a time")), &mut effects),
            _ => self.apply(self.event(&words), &mut effects),
        };
        let commands: Vec<String> = effects.commands.iter().map(|command| self.show(command)).collect();
        match (changed, commands.is_empty()) {
            (false, true) => "ignored".into(),
            _ => commands.join("; "),
        }
    }

    fn apply(&mut self, event: Event, effects: &mut Effects) -> bool {
        let changed = apply(&mut self.run, &self.plan, &event, self.now, effects);
        if changed {
            self.log.push((self.now, event));
        }
        changed
    }

    fn advance(&mut self, to: Timestamp, effects: &mut Effects) -> bool {
        let mut changed = false;
        while let Some((at, timer)) = self.run.next_timer().filter(|(at, _)| *at <= to) {
            self.now = self.now.max(at);
            changed |= self.apply(Event::TimerFired(timer), effects);
        }
        self.now = to;
        changed
    }

    fn event(&self, words: &[&str]) -> Event {
        match words {
            ["start", rest @ ..] => {
                let (name, items) =
                    rest.split_first().filter(|(word, _)| !word.starts_with('[')).unwrap_or((&"t", rest));
                let items = items_of(items.first().unwrap_or(&"[1]"));
                Event::Started { node: self.node(name), items, kept: self.kept.clone(), manner: self.manner.clone() }
            }
            ["cancel"] => Event::CancelRequested,
            ["kill"] => Event::KillRequested,
            ["pause"] => Event::PauseRequested,
            ["resume"] => Event::ResumeRequested,
            ["attach"] => Event::Attached(Debug { at_start: true, ..Debug::default() }),
            ["detach"] => Event::Detached,
            ["judge", name, verdict] => {
                let (frame, node) = self.place(name);
                Event::Judged { frame, node, stops: *verdict == "yes" }
            }
            ["over" | "into" | "out" | "go", rest @ ..] => Event::Released(self.release(words[0], rest)),
            [name, verb, rest @ ..] => self.step_event(self.step(name), verb, rest),
            _ => panic!("no event: {words:?}"),
        }
    }

    fn release(&self, verb: &str, words: &[&str]) -> Release {
        let go = match verb {
            "over" => Go::Over,
            "into" => Go::Into,
            "out" => Go::Out,
            _ => Go::Continue,
        };
        let edits = match words {
            [_, name, items] => {
                let ((frame, node), items) = (self.place(name), items_of(items));
                vec![Edit::Given { frame, node, port: 0, items }]
            }
            [name, items] => vec![Edit::Opened { frame: self.place(name).0, items: items_of(items) }],
            _ => Vec::new(),
        };
        Release { go, at: words.first().map(|name| self.place(name)), stops: None, edits, arrows: None }
    }

    fn step_event(&self, step: StepId, verb: &str, rest: &[&str]) -> Event {
        let finished = |result| Event::Finished { step, duration_us: 5, result };
        match verb {
            "ok" => finished(Ok(Outcome { ports: self.ports(step, rest), wait: None, answer: None })),
            "fail" => finished(Err(error(ErrorClass::Permanent, rest))),
            "flaky" => finished(Err(error(ErrorClass::Transient, rest))),
            "doubt" => finished(Err(error(ErrorClass::InDoubt, rest))),
            "wait" => finished(Ok(self.waiting(step, rest))),
            "answer" => finished(Ok(self.answering(step, rest))),
            "late" => Event::TimerFired(TimerId::StepTimeout(step)),
            "intend" => Event::Intended { step },
            "crash" => Event::FoundUncertain { step },
            "cut" => Event::CutOff { step },
            "found" => {
                let outcome = Outcome { ports: self.ports(step, rest), wait: None, answer: None };
                Event::LookedUp { step, finding: Finding::Found(outcome) }
            }
            "missing" => Event::LookedUp { step, finding: Finding::NotFound },
            "unclear" => Event::LookedUp { step, finding: Finding::Unknown(error(ErrorClass::InDoubt, rest)) },
            "settle" => Event::Settled { step, result: settlement(rest) },
            "holds" | "ends" | "odd" => Event::Evaluated {
                frame: step.frame,
                node: step.node,
                iteration: self.iteration(step),
                result: if verb == "odd" { Err(error(ErrorClass::Permanent, rest)) } else { Ok(verb == "holds") },
            },
            "returns" => Event::ChildEnded { step, result: Ok(items_of(rest.first().unwrap_or(&"[]"))) },
            "breaks" => Event::ChildEnded { step, result: Err(error(ErrorClass::Permanent, rest)) },
            "falters" => Event::ChildEnded { step, result: Err(error(ErrorClass::Transient, rest)) },
            "choose" => Event::Chosen { frame: step.frame, node: step.node, port: rest[0].parse().expect("a port") },
            "signal" => {
                Event::Signalled { frame: step.frame, node: step.node, items: items_of(rest.first().unwrap_or(&"[]")) }
            }
            _ => panic!("no event: `{verb}`"),
        }
    }

    fn node(&self, name: &str) -> u32 {
        self.plan.index_of_name(name).unwrap_or_else(|| panic!("no node `{name}`"))
    }

    fn step(&self, name: &str) -> StepId {
        let (name, attempt) = name.split_once('#').map_or((name, None), |(name, attempt)| (name, attempt.parse().ok()));
        let (frame, node) = self.place(name);
        StepId { frame, node, attempt: attempt.unwrap_or_else(|| self.run.attempt(frame, node)) }
    }

    fn place(&self, name: &str) -> (FrameId, u32) {
        let (name, frame) = name.split_once('@').unwrap_or((name, "0"));
        (frame.parse().expect("a frame"), self.node(name))
    }

    fn iteration(&self, step: StepId) -> u32 {
        let mut questions = self.run.questions();
        let asked = questions.find(|question| (question.frame, question.node) == (step.frame, step.node));
        asked.map_or(0, |question| question.iteration)
    }

    /// `[1]`, `yes[1] no[2]`; nothing: what came in at the first port.
    fn ports(&self, step: StepId, words: &[&str]) -> Vec<(u16, Items)> {
        if words.is_empty() {
            return vec![(0, self.run.input(&self.plan, step.frame, step.node, 0))];
        }
        let node = self.plan.node(step.node);
        let port = |name: &str| match name {
            "" => 0,
            "error" => node.error_port(),
            name => node.outputs.iter().position(|port| port == name).map_or(99, |index| index as u16),
        };
        words
            .iter()
            .map(|word| word.split_at(word.find('[').expect("items")))
            .map(|(name, items)| (port(name), items_of(items)))
            .collect()
    }

    fn waiting(&self, step: StepId, words: &[&str]) -> Outcome {
        let wait = Wait {
            until: words.iter().find_map(|word| word.parse().ok().map(Timestamp)),
            signal: words.contains(&"signal"),
        };
        let items: Vec<&str> = words.iter().copied().filter(|word| word.ends_with(']')).collect();
        Outcome { ports: self.ports(step, &items), wait: Some(wait), answer: None }
    }

    fn answering(&self, step: StepId, words: &[&str]) -> Outcome {
        let status = words[0].parse().expect("a status");
        let answer = Answer { status, headers: Vec::new(), body: AnswerBody::Empty };
        Outcome { ports: self.ports(step, &[]), wait: None, answer: Some(answer) }
    }

    fn show(&self, command: &Command) -> String {
        let step_name = |step: StepId| format!("{}#{}", self.node_name(step.frame, step.node), step.attempt);
        match command {
            Command::Perform(request) => {
                let ports: Vec<String> = match request.inputs.as_slice() {
                    [only] => vec![show_items(only)],
                    several => self
                        .plan
                        .node(request.step.node)
                        .inputs
                        .iter()
                        .zip(several)
                        .map(|(port, items)| format!("{port}{}", show_items(items)))
                        .collect(),
                };
                format!("perform {} {}", step_name(request.step), ports.join(" ")).trim().to_owned()
            }
            Command::LookUp(request) => {
                format!("look up {} {}", step_name(request.step), show_items(&request.inputs[0]))
            }
            Command::SetTimer(timer, at) => format!("set {} {}", self.show_timer(*timer), at.0),
            Command::ClearTimer(timer) => format!("clear {}", self.show_timer(*timer)),
            Command::Abandon(step) => format!("abandon {}", step_name(*step)),
            Command::Answer(answer) => format!("answer {}", answer.status),
            Command::Evaluate(question) => {
                format!("ask {} {}", self.node_name(question.frame, question.node), show_items(&question.items))
            }
            Command::StartChild(request) => {
                format!("child {} {}", step_name(request.step), show_items(&request.inputs[0]))
            }
            Command::End(status) => format!("end {status:?}").to_lowercase(),
        }
    }

    fn show_timer(&self, timer: TimerId) -> String {
        match timer {
            TimerId::Retry(frame, node) => format!("retry {}", self.node_name(frame, node)),
            TimerId::Wait(frame, node) => format!("wait {}", self.node_name(frame, node)),
            TimerId::Join(frame, node) => format!("join {}", self.node_name(frame, node)),
            TimerId::StepTimeout(step) => format!("limit {}#{}", self.node_name(step.frame, step.node), step.attempt),
            TimerId::RunTimeout => "limit run".into(),
        }
    }

    /// The name of a node; in the frame of a box with its number.
    pub fn node_name(&self, frame: FrameId, node: u32) -> String {
        let name = &self.plan.node(node).name;
        if frame == 0 { name.clone() } else { format!("{name}@{frame}") }
    }

    /// How a node, an arrow (`e0`) or the `run` stands: `a done`, `e0 taken`.
    fn state(&self, name: &str) -> String {
        if name == "run" {
            return format!("run {:?}", self.run.status()).to_lowercase();
        }
        if let Some(edge) = name.strip_prefix('e').and_then(|index| index.parse().ok()) {
            return match self.run.edge_state(&self.plan, 0, edge) {
                EdgeState::Pending => format!("{name} pending"),
                EdgeState::Skipped => format!("{name} skipped"),
                EdgeState::Taken(_) => format!("{name} taken"),
            };
        }
        let (frame, node) = self.place(name);
        format!("{name} {}", format!("{:?}", self.run.node_state(frame, node)).to_lowercase())
    }
}

fn error(class: ErrorClass, words: &[&str]) -> StepError {
    StepError {
        class,
        code: "broken".into(),
        message: "It broke.".into(),
        hint: "Mend it.".into(),
        parameter: None,
        retry_after_ms: words.first().and_then(|word| word.parse().ok()),
    }
}

fn settlement(words: &[&str]) -> Settlement {
    match words[0] {
        "done" => Settlement::Done,
        "failed" => Settlement::Failed,
        "retry" => Settlement::Retry,
        other => panic!("no settlement: `{other}`"),
    }
}

/// Items with these values as their data.
pub fn items_of(text: &str) -> Items {
    let values: Vec<Value> = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error} in `{text}`"));
    values.into_iter().map(Item::new).collect()
}

/// Items by their data; one with an error as `1!code`.
pub fn show_items(items: &Items) -> String {
    let show = |item: &Item| match (&item.json["error"]["code"], &item.json["value"]) {
        (Value::String(code), Value::Null) => format!("!{code}"),
        (Value::String(code), value) => format!("{value}!{code}"),
        _ => item.json.to_string(),
    };
    format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(","))
}
