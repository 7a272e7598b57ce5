use compact_str::CompactString;

use super::{Catalog, Origin, UserTypeDefinition};
use crate::{DataType, TypeFamily};

impl Catalog {
    /// The values of the enumeration that a column of this type takes, each with the statement that added it; `None` where it is
    /// none, or none that the history certainly made.
    #[must_use]
    pub fn enum_values(&self, data_type: &DataType) -> Option<&[(CompactString, Origin)]> {
        if data_type.dimensions > 0 || self.types.is_empty() || data_type.family() != TypeFamily::Other {
            return None;
        }
        match &self.user_type(&data_type.user_type_name()).known()?.definition {
            UserTypeDefinition::Enum(values) => Some(values),
            _ => None,
        }
    }
}
