use rhai::{Dynamic, ImmutableString};

use super::list::List;

/// Something that a script can be given.
pub(crate) trait Value {
    /// Its type as the reference names it.
    fn type_name() -> String;

    fn into_dynamic(self) -> Dynamic;
}

macro_rules! plain_values {
    ($($type:ty => $name:literal,)*) => {
        $(impl Value for $type {
            fn type_name() -> String {
                $name.to_owned()
            }

            fn into_dynamic(self) -> Dynamic {
                self.into()
            }
        })*
    };
}

plain_values! {
    bool => "bool",
    i64 => "int",
    ImmutableString => "string",
    String => "string",
}

impl Value for &str {
    fn type_name() -> String {
        "string".to_owned()
    }

    fn into_dynamic(self) -> Dynamic {
        ImmutableString::from(self).into()
    }
}

/// What is not there or not known is `()`.
impl<V: Value> Value for Option<V> {
    fn type_name() -> String {
        format!("{}?", V::type_name())
    }

    fn into_dynamic(self) -> Dynamic {
        self.map_or(Dynamic::UNIT, V::into_dynamic)
    }
}

impl<V: Value> Value for Vec<V> {
    fn type_name() -> String {
        format!("[{}]", V::type_name())
    }

    fn into_dynamic(self) -> Dynamic {
        crate::sandbox::spend(self.len() as u64);
        let items: Vec<Dynamic> = self.into_iter().map(V::into_dynamic).collect();
        Dynamic::from(List::from(items))
    }
}

/// Texts as scripts see them.
pub(crate) fn texts<T: AsRef<str>>(texts: &[T]) -> Vec<ImmutableString> {
    texts.iter().map(|text| ImmutableString::from(text.as_ref())).collect()
}
