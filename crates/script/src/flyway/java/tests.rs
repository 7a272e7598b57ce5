use fancy_regex::Regex;

use super::*;

/// What the pattern finds in the text.
fn found(pattern: &str, text: &str) -> Vec<String> {
    let translated = translate(pattern).unwrap_or_else(|wrong| panic!("{pattern}: {wrong:?}"));
    let regex =
        Regex::new(&translated.pattern).unwrap_or_else(|wrong| panic!("{pattern}: {}: {wrong}", translated.pattern));
    let all = regex.find_iter(text).map(Result::unwrap);
    let counts = |found: &fancy_regex::Match<'_>| {
        !(translated.skips_empty_end && found.start() == text.len() && found.end() == text.len())
    };
    all.filter(counts).map(|found| found.as_str().to_owned()).collect()
}

#[test]
fn patterns_find_what_they_find_in_java() {
    // The right column is what `java.util.regex` finds, by its documentation.
    let table: &[(&str, &str, &[&str])] = &[
        ("(?i)(^|\\s)TO\\s+DO($|\\s|;)", "a to do; TODO", &[" to do;"]),
        ("\\bTEXT\\b", "TEXT text NTEXT", &["TEXT"]),
        (
            "CONSTRAINT\\s+(?!FK_)[a-zA-Z0-9_]+",
            "CONSTRAINT FK_a, CONSTRAINT b",
            &["CONSTRAINT b"],
        ),
        ("(?<!--)drop", "--drop drop", &["drop"]),
        ("(?<=a{1,3})b", "aab b", &["b"]),
        ("(['\"]).*?\\1", "'a' \"b\"", &["'a'", "\"b\""]),
        ("(?<q>['\"])x\\k<q>", "'x' 'x\"", &["'x'"]),
        ("a++b", "aab", &["aab"]),
        ("a*+a", "aaa", &[]),
        ("(?:ab){2}+", "abab", &["abab"]),
        ("(?>a|ab)c", "abc ac", &["ac"]),
        ("\\Qa.b*\\E+", "a.b** axb", &["a.b**"]),
        ("\\p{Alpha}+", "ab1é", &["ab"]),
        ("\\P{Alpha}+", "ab1é", &["1é"]),
        ("\\p{L}+", "ab1é", &["ab", "é"]),
        ("\\p{IsLatin}+", "ab1é", &["ab", "é"]),
        ("\\p{Punct}", "a~b[", &["~", "["]),
        ("[\\p{Upper}&&[^X]]+", "ABX", &["AB"]),
        ("[a-c[x-z]]+", "abxq", &["abx"]),
        ("[]a]+", "]a[", &["]a"]),
        ("[a\\-z]+", "a-z b", &["a-z"]),
        ("[a-]+", "a-b", &["a-"]),
        ("[#~&-]+", "#~&-", &["#~&-"]),
        ("[^\\s\\d]+", "ab 1é", &["ab", "é"]),
        ("\\w+", "ab_1é", &["ab_1"]),
        ("(?U)\\w+", "ab_1é", &["ab_1é"]),
        ("\\h+", "a \t\u{a0}b\n", &[" \t\u{a0}"]),
        ("\\v", "a\u{b}b", &["\u{b}"]),
        ("\\R", "a\r\nb\nc", &["\r\n", "\n"]),
        (".+", "a\r\nb\u{2028}c", &["a", "b", "c"]),
        ("(?s).+", "a\nb", &["a\nb"]),
        ("(?d).+", "a\rb\nc", &["a\rb", "c"]),
        ("^a", "a\na", &["a"]),
        ("(?m)^a", "a\na\ra", &["a", "a", "a"]),
        ("(?m)^$", "a\n\nb\n", &[""]),
        ("a$", "a\na\n", &["a"]),
        ("a$", "a\na\r\n", &["a"]),
        ("a$", "a\n\n", &[]),
        ("a\\Z", "a\n", &["a"]),
        ("a\\z", "a\n", &[]),
        ("(?m)a$", "a\r\na", &["a", "a"]),
        ("(?x) a b # the letters\n c", "abc", &["abc"]),
        ("(?i:a)b", "Ab AB", &["Ab"]),
        ("(?i)a(?-i)b", "Ab AB", &["Ab"]),
        ("((?i)a)b", "Ab aB", &["Ab"]),
        ("((?i)a)+b|c", "Aab C", &["Aab"]),
        ("x(?i)a|b", "xA B Xa", &["xA", "B"]),
        ("(?:(?i)a|b)c", "Bc BC", &["Bc"]),
        ("\\x41\\u0042\\0103\\t", "ABC\t", &["ABC\t"]),
        ("\\x{1F600}", "\u{1F600}", &["\u{1F600}"]),
        ("a{2,3}?", "aaaa", &["aa", "aa"]),
        ("\\{\\}\\[\\]", "{}[]", &["{}[]"]),
        ("a}]", "a}]", &["a}]"]),
        ("(a)\\11", "aa1", &["aa1"]),
    ];
    for (pattern, text, expected) in table {
        assert_eq!(found(pattern, text), *expected, "{pattern} on {text:?}");
    }
}

#[test]
fn what_cannot_be_translated_is_named_with_its_place() {
    let table = [
        ("a(b", 4, "a group is never closed"),
        ("a)", 2, "`)` closes no group"),
        ("*a", 1, "`*` repeats nothing"),
        ("a**", 3, "`*` repeats nothing"),
        ("[a", 1, "a class is never closed"),
        ("a{x}", 2, "`{x}` is no number of repetitions"),
        ("a\\", 2, "nothing follows the backslash"),
        ("\\y", 1, "`\\y` is no escape of Java's"),
        ("a\\X", 2, "`\\X` is not known here"),
        ("\\p{InGreek}", 1, "the property `InGreek` is not known here"),
        ("(?z)a", 3, "`(?z` is no group and no flag"),
        ("\\uD83D", 1, "is the number of no character"),
    ];
    for (pattern, at, message) in table {
        let wrong = translate(pattern).expect_err(pattern);
        assert_eq!(wrong.at, at, "{pattern}: {wrong:?}");
        assert!(wrong.message.contains(message), "{pattern}: {wrong:?}");
    }
}
