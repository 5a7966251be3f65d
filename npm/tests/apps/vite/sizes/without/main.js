document.title = String([]);
