//! Tests of EDN as JSON.

use super::*;

fn json(text: &str) -> String {
    let mut out = String::new();
    assert_eq!(convert(text, 1 << 20, &mut out), Ok(true), "{text}");
    out
}

#[test]
fn forms_become_json() {
    for (edn, expected) in [
        ("{:a 1, :b/c nil}", r#"{"a":1,"b/c":null}"#),
        ("#:artist{:name \"A\" :other/x true :_/bare 2}", r#"{"artist/name":"A","other/x":true,"bare":2}"#),
        ("[1 (2) #{3} []]", "[1,[2],[3],[]]"),
        ("[:a/b c nil true]", r#"[":a/b","c",null,true]"#),
        (
            "[1N 1.50M +2 -0.5e3 1/3 007 0x1F 12345678901234567890]",
            r#"[1,1.50,2,-0.5e3,"1/3","007","0x1F",12345678901234567890]"#,
        ),
        (
            r#"[#inst "2020-01-01" #uuid "d3" #db/id[:db.part/user -1] #foo/bar {:a 1}]"#,
            r##"["2020-01-01","d3","#db/id[:db.part/user -1]",{"#foo/bar":{"a":1}}]"##,
        ),
        (r#"["a\n\"\u00e9\\ \ud83d\ude00" \a \newline \u0041 \] ##Inf]"#, r#"["a\n\"é\\ 😀","a","\n","A","]","Inf"]"#),
        ("{1 2, [3] 4, \"s\" 5, \\a 6}", r#"{"1":2,"[3]":4,"s":5,"a":6}"#),
        ("[1 #_ 2 3 #_#_ 4 5 ; 6\n ^{:m 1} [7]]", "[1,3,[7]]"),
        ("#datom[1 10 :a 3 true]", r#"[1,10,":a",3,true]"#),
        ("\"line\nbreak\"", r#""line\nbreak""#),
    ] {
        assert_eq!(json(edn), expected, "{edn}");
    }
    assert_eq!(convert(" #_ {:a 1} ; nothing", 1 << 20, &mut String::new()), Ok(false));
}

#[test]
fn faults_say_where() {
    for (edn, at) in [("[1 2", 4), ("{:a}", 3), ("[1 }", 3), ("\"abc", 0), ("#:a [1]", 4), ("[1] 2", 4), ("\\", 0)] {
        assert_eq!(convert(edn, 1 << 20, &mut String::new()).unwrap_err().at, at, "{edn}");
    }
    let deep = format!("{}1{}", "[".repeat(600), "]".repeat(600));
    assert!(convert(&deep, 1 << 20, &mut String::new()).unwrap_err().kind == Kind::TooDeep);
    let tags = format!("{}1", "#a ".repeat(600));
    assert!(convert(&tags, 1 << 20, &mut String::new()).unwrap_err().kind == Kind::TooDeep);
    let left_out = format!("{}1", "#_ ".repeat(100_000));
    assert!(convert(&left_out, 1 << 20, &mut String::new()).unwrap_err().kind == Kind::TooDeep);
}

#[test]
fn what_grows_in_json_is_bounded() {
    let names: String = (0..2000).map(|at| format!(":n{at} 1 ")).collect();
    let long = format!("#:{}{{{names}}}", "x".repeat(4000));
    let mut out = String::new();
    assert_eq!(convert(&long, 100_000, &mut out).unwrap_err().kind, Kind::TooLarge);
    assert!(out.len() < 110_000, "{}", out.len());
    let nested = format!("{}\"a\"{}", "{".repeat(200), " 1}".repeat(200));
    assert!(json(&nested).len() < 4 * nested.len());
}
