//! Logs of process mining made for tests, in each of their forms.

use std::fmt::Write as _;

/// A log of cases: each has some events, with every kind of value.
pub fn xes(cases: usize, events: usize) -> String {
    let mut out = String::from(concat!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<!-- made for a test -->\n",
        "<log xes.version=\"2.0\" xmlns=\"http://www.xes-standard.org/\">\n",
        "  <extension name=\"Concept\" prefix=\"concept\" uri=\"http://www.xes-standard.org/concept.xesext\"/>\n",
        "  <global scope=\"event\">\n    <string key=\"concept:name\" value=\"\"/>\n  </global>\n",
        "  <classifier name=\"Activity\" keys=\"concept:name\"/>\n  <string key=\"source\" value=\"a test\"/>\n"
    ));
    for case in 0..cases {
        let _ = write!(
            out,
            "  <trace>\n    <string key=\"concept:name\" value=\"case {case}\"/>\n    <int key=\"amount\" value=\"{}\"/>\n",
            case * 100
        );
        for event in 0..events {
            let _ = write!(
                out,
                concat!(
                    "    <event>\n      <string key=\"concept:name\" value=\"step &amp; {}\"/>\n",
                    "      <string key=\"lifecycle:transition\" value=\"complete\"/>\n",
                    "      <date key=\"time:timestamp\" value=\"2026-01-{:02}T08:{:02}:00.000+01:00\"/>\n",
                    "      <float key=\"cost\" value=\"{}.50\"/>\n      <boolean key=\"ok\" value=\"true\"/>\n    </event>\n"
                ),
                event % 5,
                case % 28 + 1,
                event % 60,
                event
            );
        }
        out.push_str("  </trace>\n");
    }
    out + "</log>\n"
}

/// A log of orders with items in OCEL 2.0, as JSON; objects before the events or behind.
pub fn ocel_json(orders: usize, objects_first: bool) -> String {
    let object = |n: usize| {
        format!(
            concat!(
                r#"{{"id":"o{n}","type":"order","attributes":[{{"name":"state","time":"1970-01-01T00:00:00Z","value":"new"}},"#,
                r#"{{"name":"state","time":"2026-01-02T00:00:{s:02}Z","value":"paid"}}],"#,
                r#""relationships":[{{"objectId":"i{n}","qualifier":"has"}}]}},"#,
                "\n",
                r#"{{"id":"i{n}","type":"item"}}"#
            ),
            n = n,
            s = n % 60
        )
    };
    let event = |n: usize, at: usize| {
        format!(
            concat!(
                r#"{{"id":"e{n}-{at}","type":"step {at}","time":"2026-01-0{day}T00:00:{s:02}Z","#,
                r#""attributes":[{{"name":"by","value":"someone"}},{{"name":"n","value":{n}.0}}],"#,
                r#""relationships":[{{"objectId":"o{n}","qualifier":"of"}},{{"objectId":"i{n}","qualifier":"with"}}]}}"#
            ),
            n = n,
            at = at,
            day = at + 1,
            s = n % 60
        )
    };
    let objects: Vec<String> = (0..orders).map(object).collect();
    let events: Vec<String> = (0..3).flat_map(|at| (0..orders).map(move |n| event(n, at))).collect();
    let (objects, events) =
        (format!("\"objects\":[{}]", objects.join(",\n")), format!("\"events\":[{}]", events.join(",\n")));
    let types = r#""objectTypes":[{"name":"order","attributes":[]}],"eventTypes":[]"#;
    let lists = if objects_first { [objects, events] } else { [events, objects] };
    format!("{{{types},\n{}}}\n", lists.join(",\n"))
}

/// The same log as XML.
pub fn ocel_xml(orders: usize, objects_first: bool) -> String {
    let (mut objects, mut events) = (String::from("  <objects>\n"), String::from("  <events>\n"));
    for n in 0..orders {
        let _ = write!(
            objects,
            concat!(
                "    <object id=\"o{n}\" type=\"order\">\n      <attributes>\n",
                "        <attribute name=\"state\" time=\"1970-01-01T00:00:00Z\">new</attribute>\n",
                "        <attribute name=\"state\" time=\"2026-01-02T00:00:{s:02}Z\">paid</attribute>\n      </attributes>\n",
                "      <objects><relationship object-id=\"i{n}\" qualifier=\"has\"/></objects>\n    </object>\n",
                "    <object id=\"i{n}\" type=\"item\"/>\n"
            ),
            n = n,
            s = n % 60
        );
    }
    for at in 0..3 {
        for n in 0..orders {
            let _ = write!(
                events,
                concat!(
                    "    <event id=\"e{n}-{at}\" type=\"step {at}\" time=\"2026-01-0{day}T00:00:{s:02}Z\">\n      <attributes>\n",
                    "        <attribute name=\"by\">someone</attribute>\n        <attribute name=\"n\">{n}.0</attribute>\n",
                    "      </attributes>\n      <objects>\n        <relationship object-id=\"o{n}\" qualifier=\"of\"/>\n",
                    "        <relationship object-id=\"i{n}\" qualifier=\"with\"/>\n      </objects>\n    </event>\n"
                ),
                n = n,
                at = at,
                day = at + 1,
                s = n % 60
            );
        }
    }
    objects.push_str("  </objects>\n");
    events.push_str("  </events>\n");
    let types: String = (0..3)
        .map(|at| {
            format!(
                "    <event-type name=\"step {at}\"><attributes><attribute name=\"n\" type=\"float\"/></attributes></event-type>\n"
            )
        })
        .collect();
    let lists = if objects_first { [objects, events] } else { [events, objects] };
    format!("<?xml version='1.0'?>\n<log>\n  <event-types>\n{types}  </event-types>\n{}</log>\n", lists.concat())
}
