//! Which category or stream stands in which row of the tree.
//! Never knows the streams themselves, only how many there are in each category.

use std::collections::HashSet;

use foldback_protocol::CategoryInfo;

/// What stands in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// The category of that index.
    Category(usize),
    /// The stream of that number in the category of that index; without one, in the list of all streams.
    Stream(Option<usize>, u64),
}

/// The tree.
#[derive(Debug, Default)]
pub struct Model {
    categories: Vec<CategoryInfo>,
    /// Names of the open categories.
    open: HashSet<String>,
    /// The row of each category, and the number of rows.
    starts: Vec<u64>,
    /// The number of streams, when there are too many categories to be of use.
    flat: Option<u64>,
}

impl Model {
    /// Takes the categories that the engine gave. Those that were open stay open.
    pub fn set_categories(&mut self, categories: Vec<CategoryInfo>) {
        self.categories = categories;
        self.flat = None;
        self.place();
    }

    /// Shows all streams in one list.
    pub fn set_flat(&mut self, streams: u64) {
        self.categories.clear();
        self.flat = Some(streams);
        self.place();
    }

    /// Opens the first category, and all when there is little in them.
    pub fn open_first(&mut self, few: u64) {
        let all = self.streams();
        let names = self.categories.iter().map(|category| category.category.clone());
        if all <= few {
            self.open = names.collect();
        } else {
            self.open = names.take(1).collect();
        }
        self.place();
    }

    /// Opens or closes a category.
    pub fn toggle(&mut self, index: usize) {
        if let Some(category) = self.categories.get(index) {
            if !self.open.remove(&category.category) {
                self.open.insert(category.category.clone());
            }
            self.place();
        }
    }

    fn place(&mut self) {
        let mut row = 0;
        self.starts.clear();
        for category in &self.categories {
            self.starts.push(row);
            row += 1;
            if self.open.contains(&category.category) {
                row += category.streams;
            }
        }
        self.starts.push(row);
    }

    /// How many rows there are.
    pub fn rows(&self) -> u64 {
        self.flat.unwrap_or_else(|| self.starts.last().copied().unwrap_or(0))
    }

    /// How many streams there are.
    pub fn streams(&self) -> u64 {
        self.flat.unwrap_or_else(|| self.categories.iter().map(|category| category.streams).sum())
    }

    /// What stands in a row.
    pub fn item(&self, row: u64) -> Option<Item> {
        if row >= self.rows() {
            return None;
        }
        if self.flat.is_some() {
            return Some(Item::Stream(None, row));
        }
        let index = self.starts.partition_point(|start| *start <= row) - 1;
        Some(match row - self.starts[index] {
            0 => Item::Category(index),
            number => Item::Stream(Some(index), number - 1),
        })
    }

    /// The row of a category.
    pub fn row_of(&self, index: usize) -> u64 {
        self.starts.get(index).copied().unwrap_or(0)
    }

    /// A category.
    pub fn category(&self, index: usize) -> Option<&CategoryInfo> {
        self.categories.get(index)
    }

    /// Whether a category is open.
    pub fn is_open(&self, index: usize) -> bool {
        self.category(index).is_some_and(|category| self.open.contains(&category.category))
    }

    /// Whether there are any categories to show.
    pub fn is_flat(&self) -> bool {
        self.flat.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn category(name: &str, streams: u64) -> CategoryInfo {
        CategoryInfo { category: name.to_owned(), streams, ..CategoryInfo::default() }
    }

    #[test]
    fn rows_are_categories_and_the_streams_of_the_open_ones() {
        let mut model = Model::default();
        model.set_categories(vec![category("cart", 100_000), category("order", 2)]);
        assert_eq!(model.rows(), 2);
        model.open_first(10);
        assert_eq!(model.rows(), 100_002);
        assert_eq!(model.item(0), Some(Item::Category(0)));
        assert_eq!(model.item(100_000), Some(Item::Stream(Some(0), 99_999)));
        assert_eq!(model.item(100_001), Some(Item::Category(1)));
        assert_eq!(model.item(100_002), None);
        model.toggle(1);
        assert_eq!(model.item(100_003), Some(Item::Stream(Some(1), 1)));
        model.toggle(0);
        assert_eq!(model.item(1), Some(Item::Category(1)));
        // What was open stays so when counts change.
        model.set_categories(vec![category("cart", 3), category("order", 5)]);
        assert_eq!(model.rows(), 7);
    }

    #[test]
    fn a_flat_list_has_streams_alone() {
        let mut model = Model::default();
        model.set_flat(7);
        assert_eq!(model.item(6), Some(Item::Stream(None, 6)));
        assert_eq!(model.item(7), None);
    }
}
