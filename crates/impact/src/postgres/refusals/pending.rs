use crate::Fact;
use crate::rows::Subject;

/// The table has rows that wait for a check at the end of the transaction that is still open.
pub(super) fn waits_for_checks(subject: &Subject<'_>) -> Fact {
    let (Some(before), true) = (subject.before, subject.session.transaction.is_open()) else {
        return Some(false);
    };
    if !before.has_any_pending_checks() {
        return Some(false);
    }
    let name = subject.change.table().or_else(|| subject.change.object());
    Some(name.is_some_and(|name| before.has_pending_checks(&before.key(name))))
}
