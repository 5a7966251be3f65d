//! Logs of process mining.

use crate::EVENTS;

/// Cases of ten events with five attributes each, as usual logs have.
pub fn xes() -> Vec<u8> {
    let mut text = String::from("<log xes.version=\"2.0\">\n");
    for n in 0..EVENTS {
        if n % 10 == 0 {
            text.push_str(&format!("\t<trace>\n\t\t<string key=\"concept:name\" value=\"order-{:05}\"/>\n", n / 10));
        }
        text.push_str(&format!(
            concat!(
                "\t\t<event>\n\t\t\t<string key=\"concept:name\" value=\"Order placed\"/>\n",
                "\t\t\t<string key=\"org:resource\" value=\"user {}\"/>\n",
                "\t\t\t<date key=\"time:timestamp\" value=\"2026-03-02T14:{:02}:{:02}.202+01:00\"/>\n",
                "\t\t\t<string key=\"lifecycle:transition\" value=\"complete\"/>\n",
                "\t\t\t<float key=\"total\" value=\"{}.50\"/>\n\t\t</event>\n"
            ),
            n % 77,
            n / 60 % 60,
            n % 60,
            n % 999
        ));
        if n % 10 == 9 {
            text.push_str("\t</trace>\n");
        }
    }
    text.push_str("</log>\n");
    text.into_bytes()
}

/// Events of an order and two items each, the objects before them.
pub fn ocel_json() -> Vec<u8> {
    let object =
        |n| format!(r#"{{"id":"o{n}","type":"order"}},{{"id":"i{n}","type":"item"}},{{"id":"j{n}","type":"item"}}"#);
    let event = |n: usize| {
        format!(
            concat!(
                r#"{{"id":"e{n}","type":"Order placed","time":"2026-03-02T14:{:02}:{:02}Z","attributes":[{{"name":"user","#,
                r#""value":"user {}"}},{{"name":"total","value":{}.5}}],"relationships":[{{"objectId":"o{o}","qualifier":"order"}},"#,
                r#"{{"objectId":"i{o}","qualifier":"item"}},{{"objectId":"j{o}","qualifier":"item"}}]}}"#
            ),
            n / 60 % 60,
            n % 60,
            n % 77,
            n % 999,
            n = n,
            o = n / 10
        )
    };
    let objects: Vec<String> = (0..EVENTS / 10).map(object).collect();
    let events: Vec<String> = (0..EVENTS).map(event).collect();
    let (objects, events) = (objects.join(",\n"), events.join(",\n"));
    format!(r#"{{"objectTypes":[],"eventTypes":[],"objects":[{objects}],"events":[{events}]}}"#).into_bytes()
}

/// The same in XML.
pub fn ocel_xml() -> Vec<u8> {
    let mut text = String::from("<log>\n  <objects>\n");
    for n in 0..EVENTS / 10 {
        for (id, kind) in [("o", "order"), ("i", "item"), ("j", "item")] {
            text.push_str(&format!("    <object id=\"{id}{n}\" type=\"{kind}\"/>\n"));
        }
    }
    text.push_str("  </objects>\n  <events>\n");
    for n in 0..EVENTS {
        text.push_str(&format!(
            concat!(
                "    <event id=\"e{n}\" type=\"Order placed\" time=\"2026-03-02T14:{:02}:{:02}Z\">\n      <attributes>\n",
                "        <attribute name=\"user\">user {}</attribute>\n        <attribute name=\"total\">{}.5</attribute>\n",
                "      </attributes>\n      <objects>\n        <relationship object-id=\"o{o}\" qualifier=\"order\"/>\n",
                "        <relationship object-id=\"i{o}\" qualifier=\"item\"/>\n",
                "        <relationship object-id=\"j{o}\" qualifier=\"item\"/>\n      </objects>\n    </event>\n"
            ),
            n / 60 % 60,
            n % 60,
            n % 77,
            n % 999,
            n = n,
            o = n / 10
        ));
    }
    text.push_str("  </events>\n</log>\n");
    text.into_bytes()
}
