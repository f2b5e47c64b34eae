//! Collections, tuples, maps and pointers of the standard library.

use std::borrow::Cow;
use std::collections::{BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use mistral_actions::prelude::*;

#[derive(PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Color {
    Red,
    DarkGreen,
}

#[derive(PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
pub(crate) struct Key(String);

super::zoo! {
    "annotated.vec" "class.vec" => Vec<u8>;
    "annotated.vec_vec" "class.vec_vec" => Vec<Vec<String>>;
    "annotated.deque" "class.deque" => VecDeque<i16>;
    "annotated.linked" "class.linked" => LinkedList<bool>;
    "annotated.heap" "class.heap" => BinaryHeap<u32>;
    "annotated.tree_set" "class.tree_set" => BTreeSet<u8>;
    "annotated.hash_set" "class.hash_set" => HashSet<String>;
    "annotated.set_of_enums" "class.set_of_enums" => BTreeSet<Color>;
    "annotated.set_of_chars" "class.set_of_chars" => BTreeSet<char>;
    "annotated.array" "class.array" => [u8; 3];
    "annotated.array_of_none" "class.array_of_none" => [u8; 0];
    "annotated.single" "class.single" => (u8,);
    "annotated.pair" "class.pair" => (u8, String);
    "annotated.triple" "class.triple" => (Option<u8>, Vec<bool>, (i8, char));
    "annotated.map_of_texts" "class.map_of_texts" => BTreeMap<String, u8>;
    "annotated.hash_map" "class.hash_map" => HashMap<String, Option<bool>>;
    "annotated.map_by_u16" "class.map_by_u16" => BTreeMap<u16, String>;
    "annotated.map_by_i8" "class.map_by_i8" => BTreeMap<i8, u8>;
    "annotated.map_by_u64" "class.map_by_u64" => BTreeMap<u64, u8>;
    "annotated.map_by_i128" "class.map_by_i128" => BTreeMap<i128, u8>;
    "annotated.map_by_enum" "class.map_by_enum" => BTreeMap<Color, u8>;
    "annotated.map_by_char" "class.map_by_char" => BTreeMap<char, u8>;
    "annotated.map_by_bool" "class.map_by_bool" => BTreeMap<bool, u8>;
    "annotated.map_by_newtype" "class.map_by_newtype" => BTreeMap<Key, u8>;
    "annotated.map_of_maps" "class.map_of_maps" => BTreeMap<u16, HashMap<String, (u8, Color)>>;
    "annotated.boxed" "class.boxed" => Box<u8>;
    "annotated.arc" "class.arc" => Arc<Vec<u8>>;
    "annotated.boxed_text" "class.boxed_text" => Box<str>;
    "annotated.arc_text" "class.arc_text" => Arc<str>;
    "annotated.boxed_list" "class.boxed_list" => Box<[u8]>;
    "annotated.cow" "class.cow" => Cow<'static, str>;
    "annotated.nested_option" "class.nested_option" => Option<Option<u8>>;
    "annotated.list_of_options" "class.list_of_options" => Vec<Option<u8>>;
    "annotated.result" "class.result" => Result<u8, String>;
    "annotated.range" "class.range" => Range<u8>;
    "annotated.duration" "class.duration" => Duration;
    "annotated.ip" "class.ip" => IpAddr;
    "annotated.ipv4" "class.ipv4" => Ipv4Addr;
    "annotated.ipv6" "class.ipv6" => Ipv6Addr;
    "annotated.socket" "class.socket" => SocketAddr;
    "annotated.path" "class.path" => PathBuf;
    "annotated.object" "class.object" => serde_json::Map<String, Value>;
    "annotated.number" "class.number" => serde_json::Number;
    "annotated.secret_map" "class.secret_map" => BTreeMap<u16, Secret<String>>;
    "annotated.secret_list" "class.secret_list" => Vec<Secret<(u8, String)>>;
}
