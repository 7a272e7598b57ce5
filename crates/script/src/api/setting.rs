use rhai::ImmutableString;
use schema::TableSetting;

use super::describe::Members;
use super::handle::{At, Handle, Place};
use super::text::Text;

/// An option with its value.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    at: At,
    setting: TableSetting,
}

impl Setting {
    /// All of these.
    pub(crate) fn all(at: &At, settings: &[TableSetting]) -> Vec<Self> {
        let one = |setting: &TableSetting| Self {
            at: at.clone(),
            setting: setting.clone(),
        };
        settings.iter().map(one).collect()
    }
}

impl Handle for Setting {
    const NAME: &'static str = "Setting";
    const SUMMARY: &'static str = "An option with its value: `fillfactor = 70`, `engine = InnoDB`, `strict`. It equals a \
        text that is its name.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property("name", "Its name in lower case, words parted by one space.", |this| {
                ImmutableString::from(this.setting.name.as_str())
            })
            .property("text", "It as written.", |this| Text::new(this.place()))
            .property("value", "Its value as written.", |this| {
                this.setting.value.as_deref().map(ImmutableString::from)
            });
    }

    fn print(&self) -> ImmutableString {
        self.place().text().into()
    }

    fn place(&self) -> Place {
        self.at.place(self.setting.range)
    }

    fn is_named(&self, text: &str) -> bool {
        self.setting.name == text
    }
}
