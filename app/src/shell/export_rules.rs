//! The rules of a redaction, one a line: where, which path, what becomes of it.
//! Never says what a rule finds: the preview does.

use foldback_protocol::{RedactionAction, RedactionRule, RedactionTarget};
use leptos::prelude::*;

use crate::icon::{Icon, Shape};

/// The rules so far. Each has a number, so that a line stays the same when another goes.
#[derive(Clone, Copy)]
pub struct Rules {
    lines: RwSignal<Vec<(u32, RwSignal<RedactionRule>)>>,
    next: StoredValue<u32>,
}

impl Rules {
    /// None.
    pub fn new() -> Self {
        Self { lines: RwSignal::new(Vec::new()), next: StoredValue::new(0) }
    }

    /// The rules, in their order.
    pub fn get(self) -> Vec<RedactionRule> {
        self.lines.with(|lines| lines.iter().map(|(_, rule)| rule.get()).collect())
    }

    fn add(self) {
        let number = self.next.get_value();
        self.next.set_value(number + 1);
        let rule = RedactionRule { action: RedactionAction::Hash, ..RedactionRule::default() };
        self.lines.update(|lines| lines.push((number, RwSignal::new(rule))));
    }

    fn remove(self, number: u32) {
        self.lines.update(|lines| lines.retain(|(other, _)| *other != number));
    }
}

const TARGETS: [(RedactionTarget, &str); 6] = [
    (RedactionTarget::Data, "data"),
    (RedactionTarget::Metadata, "metadata"),
    (RedactionTarget::Stream, "stream names"),
    (RedactionTarget::Tags, "tags"),
    (RedactionTarget::Id, "event ids"),
    (RedactionTarget::Source, "source places"),
];

const ACTIONS: [(RedactionAction, &str); 3] =
    [(RedactionAction::Hash, "hash"), (RedactionAction::Mask, "mask"), (RedactionAction::Drop, "drop")];

/// In words, for a report.
pub fn in_words(rule: &RedactionRule) -> String {
    let target = TARGETS.iter().find(|(target, _)| *target == rule.target).map_or("", |(_, words)| words);
    let action = ACTIONS.iter().find(|(action, _)| *action == rule.action).map_or("", |(_, words)| words);
    format!("{action} {target} {}", rule.path).trim_end().to_owned()
}

fn has_path(target: RedactionTarget) -> bool {
    matches!(target, RedactionTarget::Data | RedactionTarget::Metadata)
}

/// What can become of it; an event must have a stream, and a source is whole or not there.
fn actions(target: RedactionTarget) -> impl Iterator<Item = (RedactionAction, &'static str)> {
    ACTIONS.into_iter().filter(move |(action, _)| match target {
        RedactionTarget::Stream => *action != RedactionAction::Drop,
        RedactionTarget::Source => *action == RedactionAction::Drop,
        _ => true,
    })
}

/// The lines, and a button for another one.
#[component]
pub fn RulesEditor(
    /// The rules.
    rules: Rules,
    /// The key of hashes; a random one when it is empty.
    key: RwSignal<String>,
) -> impl IntoView {
    let has_hash = Memo::new(move |_| rules.get().iter().any(|rule| rule.action == RedactionAction::Hash));
    view! {
        <fieldset class="rules">
            <legend class="heading">"Hide before sharing"</legend>
            <For each=move || rules.lines.get() key=|(number, _)| *number let((number, rule))>
                <Line rule remove=move || rules.remove(number)/>
            </For>
            <button type="button" class="line add-rule" on:click=move |_| rules.add()>
                <Icon shape=Shape::Plus/>
                "Add a rule"
            </button>
            <Show when=move || has_hash.get()>
                <label class="role">
                    <span>"Hash key"</span>
                    <input type="text" class="mono" placeholder="random, and kept by nobody" spellcheck="false" autocomplete="off"
                        on:change=move |event| key.set(event_target_value(&event))/>
                </label>
            </Show>
            <p class="dim small">
                "A path names a value: "<code>"/customer/email"</code>". "<code>"*"</code>" is any member or element, "
                <code>"**"</code>" any number of them. Types and times of events stay."
            </p>
        </fieldset>
    }
}

#[component]
fn Line(rule: RwSignal<RedactionRule>, remove: impl Fn() + Copy + Send + Sync + 'static) -> impl IntoView {
    let target = Memo::new(move |_| rule.with(|rule| rule.target));
    let action = Memo::new(move |_| rule.with(|rule| rule.action));
    let choose_target = move |event| {
        let at = event_target_value(&event).parse::<usize>().ok();
        let target = at.and_then(|at| TARGETS.get(at)).map_or_else(Default::default, |(target, _)| *target);
        rule.update(|rule| {
            rule.target = target;
            rule.keep_prefix = matches!(target, RedactionTarget::Stream | RedactionTarget::Tags);
            if !has_path(target) {
                rule.path.clear();
            }
            if let Some((first, _)) =
                actions(target).next().filter(|_| actions(target).all(|(one, _)| one != rule.action))
            {
                rule.action = first;
            }
        });
    };
    let choose_action = move |event| {
        let word = event_target_value(&event);
        if let Some((action, _)) = ACTIONS.iter().find(|(_, caption)| *caption == word) {
            rule.update(|rule| rule.action = *action);
        }
    };
    view! {
        <div class="rule" role="group" aria-label="Rule">
            <select aria-label="Where" autofocus=true on:change=choose_target>
                {TARGETS.iter().enumerate().map(|(at, (_, caption))| view! { <option value=at.to_string()>{*caption}</option> }).collect_view()}
            </select>
            <select aria-label="What becomes of it" on:change=choose_action>
                {move || actions(target.get()).map(|(one, caption)| view! {
                    <option value=caption selected=move || action.get() == one>{caption}</option>
                }).collect_view()}
            </select>
            <button type="button" class="square" aria-label="Remove this rule" on:click=move |_| remove()>
                <Icon shape=Shape::Close/>
            </button>
            {move || if has_path(target.get()) {
                view! {
                    <input type="text" class="mono rule-path" aria-label="Path" placeholder="/customer/email" spellcheck="false"
                        autocomplete="off" on:change=move |event| rule.update(|rule| rule.path = event_target_value(&event).trim().to_owned())/>
                }.into_any()
            } else if target.get() != RedactionTarget::Id && target.get() != RedactionTarget::Source {
                view! {
                    <label class="rule-path small">
                        <input type="checkbox" checked=true
                            on:change=move |event| rule.update(|rule| rule.keep_prefix = event_target_checked(&event))/>
                        {if target.get() == RedactionTarget::Stream { "Keep what is before the first -" } else { "Keep what is before the first :" }}
                    </label>
                }.into_any()
            } else {
                ().into_any()
            }}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_in_words() {
        let rule = RedactionRule { path: "/a".into(), action: RedactionAction::Drop, ..RedactionRule::default() };
        assert_eq!(in_words(&rule), "drop data /a");
        let rule =
            RedactionRule { target: RedactionTarget::Id, action: RedactionAction::Hash, ..RedactionRule::default() };
        assert_eq!(in_words(&rule), "hash event ids");
    }

    #[test]
    fn each_target_has_an_action() {
        for (target, _) in TARGETS {
            assert!(actions(target).next().is_some());
        }
    }
}
