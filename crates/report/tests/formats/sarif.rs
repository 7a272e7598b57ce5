//! What GitHub asks of SARIF.
//! <https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support-for-code-scanning>

use lockgate_report::{Format, Terminal};
use serde_json::Value;

use lint::{HeldBack, HeldBy};
use source::{Finding, Severity};

use crate::sample::{Run, finding, sample};

fn log(run: &Run) -> Value {
    serde_json::from_str(&run.written(Format::Sarif, &Terminal::plain())).unwrap()
}

fn list<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value
        .pointer(pointer)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

#[test]
fn rules_have_all_that_is_asked_for() {
    let log = log(&sample());
    assert_eq!(log["version"], "2.1.0");
    assert!(text(&log, "/$schema").ends_with("sarif-2.1.0.json"));
    let own = list(&log, "/runs/0/tool/driver/rules");
    let of_pack = list(&log, "/runs/0/tool/extensions/0/rules");
    assert_eq!((own.len(), of_pack.len()), (3, 1));
    for rule in own.iter().chain(of_pack) {
        for pointer in [
            "/id",
            "/name",
            "/shortDescription/text",
            "/fullDescription/text",
            "/help/text",
            "/help/markdown",
        ] {
            assert!(!text(rule, pointer).is_empty(), "{pointer} in {rule}");
        }
        assert!(text(rule, "/fullDescription/text").len() <= 1_024);
        assert!(["error", "warning", "note"].contains(&text(rule, "/defaultConfiguration/level")));
        assert!(list(rule, "/properties/tags").len() <= 10);
        let is_security = list(rule, "/properties/tags").contains(&Value::from("security"));
        let severity = rule.pointer("/properties/security-severity");
        assert_eq!(severity.is_some_and(Value::is_string), is_security);
    }
}

#[test]
fn results_have_all_that_is_asked_for() {
    let log = log(&sample());
    let rules = list(&log, "/runs/0/tool/driver/rules");
    let results = list(&log, "/runs/0/results");
    assert_eq!(results.len(), 4);
    for result in results {
        let rule = match result["ruleIndex"].as_u64() {
            Some(index) => &rules[usize::try_from(index).unwrap()],
            None => {
                let reference = &result["rule"];
                let component = text(reference, "/toolComponent/name");
                assert_eq!(log["runs"][0]["tool"]["extensions"][0]["name"], component);
                let index = reference["index"].as_u64().unwrap();
                &list(&log, "/runs/0/tool/extensions/0/rules")[usize::try_from(index).unwrap()]
            }
        };
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(text(result, "/message/text").ends_with('.'));
        let hash = text(result, "/partialFingerprints/primaryLocationLineHash");
        assert!(hash.contains(':'), "{hash}");
        assert_eq!(text(result, "/partialFingerprints/lockgate~1v1").len(), 32);
        let place = &result["locations"][0]["physicalLocation"];
        let uri = text(place, "/artifactLocation/uri");
        assert!(!uri.starts_with('/') && !uri.contains(' '), "{uri}");
        for key in ["startLine", "startColumn", "endLine", "endColumn"] {
            assert!(
                place["region"][key].as_u64().is_some_and(|number| number > 0),
                "{key} in {place}"
            );
        }
        for fix in list(result, "/fixes") {
            assert!(!text(fix, "/description/text").is_empty());
            assert!(!list(fix, "/artifactChanges").is_empty());
        }
    }
    assert_eq!(log["runs"][0]["columnKind"], "unicodeCodePoints");
    assert_eq!(log["runs"][0]["automationDetails"]["id"], "lockgate/");
}

#[test]
fn links_in_messages_lead_to_related_places() {
    let log = log(&sample());
    let drop = &log["runs"][0]["results"][1];
    assert!(text(drop, "/message/text").contains("[the column was added here](1)"));
    assert_eq!(drop["relatedLocations"][0]["id"], 1);
    let audit = &log["runs"][0]["results"][0];
    assert!(!text(audit, "/message/text").contains("]("), "a message is no link");
}

#[test]
fn errors_of_the_run_are_told() {
    let log = log(&sample());
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    assert_eq!(invocation["exitCode"], 2);
    let notification = &invocation["toolExecutionNotifications"][0];
    assert_eq!(notification["level"], "error");
    assert_eq!(
        notification["locations"][0]["physicalLocation"]["region"],
        serde_json::json!({"startLine": 3, "startColumn": 7})
    );
}

#[test]
fn of_too_many_findings_the_most_severe_are_written() {
    let mut run = Run::over(&[("a.sql", "select 1;\n")]);
    let span = run.span(0, "1");
    run.findings = vec![finding("x", Severity::Info, span, "one is odd"); 30_000];
    run.findings.push(finding("y", Severity::Error, span, "this matters"));
    let log = log(&run);
    let results = list(&log, "/runs/0/results");
    assert_eq!(results.len(), 25_000);
    assert_eq!(results.last().unwrap()["ruleId"], "y");
    let notification = &log["runs"][0]["invocations"][0]["toolExecutionNotifications"][0];
    assert_eq!(notification["level"], "warning");
    assert!(text(notification, "/message/text").contains("the 5001 least severe are left out"));
}

/// A run with one finding that is reported, and one held back by each of what there is.
fn held_back_in_every_way() -> Run {
    let mut run = sample();
    let [_, drop, build, update] = <[Finding; 4]>::try_from(std::mem::take(&mut run.findings)).unwrap();
    let held = |finding: &Finding, by, path: &str, line, reason: Option<&str>| HeldBack {
        finding: finding.clone(),
        by,
        path: path.into(),
        line,
        reason: reason.map(str::to_owned),
    };
    run.held_back = vec![
        held(
            &drop,
            HeldBy::Comment,
            "db/V2__drop & index.sql",
            Some(1),
            Some("DB-12"),
        ),
        held(&build, HeldBy::Configuration, "lockgate.toml", Some(9), None),
        held(&update, HeldBy::Baseline, "lockgate-baseline.json", None, None),
    ];
    run.findings = vec![update];
    run
}

#[test]
fn what_is_held_back_is_marked_where_it_is_asked_for() {
    let log = log(&held_back_in_every_way());
    let results = list(&log, "/runs/0/results");
    let states: Vec<&str> = results.iter().map(|result| text(result, "/baselineState")).collect();
    assert_eq!(states, ["new", "new", "new", "unchanged"]);
    let by = |result: &Value| -> Vec<String> {
        let of = |it: &Value| {
            format!(
                "{} {} {}",
                text(it, "/kind"),
                text(it, "/status"),
                text(it, "/justification")
            )
        };
        list(result, "/suppressions").iter().map(of).collect()
    };
    let by: Vec<Vec<String>> = results.iter().map(by).collect();
    assert_eq!(by[0], Vec::<String>::new());
    assert!(
        results[0]["suppressions"].is_array(),
        "all results have the list, or none"
    );
    assert_eq!(by[1], ["inSource accepted DB-12"]);
    assert_eq!(by[2], ["external accepted "]);
    assert_eq!(by[3], ["external accepted it was there when the baseline was drawn"]);
    let place = &results[2]["suppressions"][0]["location"]["physicalLocation"];
    assert_eq!(text(place, "/artifactLocation/uri"), "lockgate.toml");
    assert_eq!(place["region"]["startLine"], 9);
    for result in results {
        let at = result["ruleIndex"].as_u64().unwrap();
        let rule = &log["runs"][0]["tool"]["driver"]["rules"][usize::try_from(at).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
    }
}

#[test]
fn nobody_hears_of_suppressions_unasked() {
    let log = log(&sample());
    for result in list(&log, "/runs/0/results") {
        assert!(result.get("suppressions").is_none() && result.get("baselineState").is_none());
    }
}

#[test]
fn what_is_held_back_stands_apart_in_json() {
    let run = held_back_in_every_way();
    let document: Value = serde_json::from_str(&run.written(Format::Json, &Terminal::plain())).unwrap();
    assert_eq!(list(&document, "/findings").len(), 1);
    let by = |list: &[Value]| -> Vec<Value> { list.iter().map(|it| it["held_back"].clone()).collect() };
    assert_eq!(
        by(list(&document, "/suppressed")),
        [
            serde_json::json!({"by": "comment", "path": "db/V2__drop & index.sql", "line": 1, "reason": "DB-12"}),
            serde_json::json!({"by": "configuration", "path": "lockgate.toml", "line": 9, "reason": null}),
        ]
    );
    assert_eq!(
        by(list(&document, "/baselined")),
        [serde_json::json!({"by": "baseline", "path": "lockgate-baseline.json", "line": null, "reason": null})]
    );
    assert_eq!(document["suppressed"][0]["rule"], "drop-column");
}
