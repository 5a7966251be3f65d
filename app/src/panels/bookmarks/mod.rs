//! The bookmarks of the log: the button that puts one, the list, and the note.
//! Never keeps one itself.

mod here;
mod list;
mod note;
mod row;

pub use here::BookmarkHere;
pub use list::BookmarkList;
