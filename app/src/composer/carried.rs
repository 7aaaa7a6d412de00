//! Images that pasted HTML carries in itself, until they are uploaded: each has an address in the tree that is read, and a name in the
//! document that is made of it.

use editor::ImageId;

const ADDRESS: &str = "data:";
const NAME: &str = "carried-";

/// The address of the image with an index.
pub fn address_of(index: usize) -> String {
    format!("{ADDRESS}{index}")
}

/// The index of the image with such an address.
pub fn index_at(address: &str) -> Option<usize> {
    address.strip_prefix(ADDRESS)?.parse().ok()
}

/// The name of the image with an index.
pub fn name_of(index: usize) -> Option<ImageId> {
    ImageId::parse(&format!("{NAME}{index}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_again_and_others_are_none() {
        assert_eq!(index_at(&address_of(12)), Some(12));
        assert_eq!(name_of(12).unwrap().as_str(), "carried-12");
        for other in ["data:", "data:image/png;base64,AA", "cid:1", "1"] {
            assert_eq!(index_at(other), None, "{other}");
        }
    }
}
