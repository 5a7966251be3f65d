// What is in every cart, what was taken off, and what is left to pay. The first version of the shop wrote amounts in
// euros (`qty`, `price`, `amount`), the second one in cents (`quantity`, `unit`, `off`): both are understood.

function euros(value) {
  return Math.round(value * 100) / 100;
}

function changeLines(state, items) {
  Object.keys(items).forEach(function (name) {
    var change = items[name];
    if (change === null) {
      delete state.lines[name];
      return;
    }
    var line = state.lines[name] || (state.lines[name] = { quantity: 0, price: 0 });
    if (change.qty !== undefined) line.quantity = change.qty;
    if (change.quantity !== undefined) line.quantity = change.quantity;
    if (change.price !== undefined) line.price = change.price;
    if (change.unit !== undefined) line.price = euros(change.unit.cents / 100);
  });
}

function addUp(state) {
  var total = 0;
  Object.keys(state.lines).forEach(function (name) {
    total += state.lines[name].quantity * state.lines[name].price;
  });
  Object.keys(state.vouchers).forEach(function (code) {
    total -= state.vouchers[code];
  });
  state.total = euros(total);
}

function linesChanged(state, event) {
  changeLines(state, event.data.items);
  addUp(state);
}

fromCategory("cart")
  .foreachStream()
  .when({
    $init: function () {
      return { status: "open", lines: {}, vouchers: {}, total: 0 };
    },
    CartOpened: function (state, event) {
      state.customer = event.data.customer;
    },
    ItemAdded: linesChanged,
    QuantityChanged: linesChanged,
    ItemRemoved: linesChanged,
    VoucherUsed: function (state, event) {
      Object.keys(event.data.vouchers).forEach(function (code) {
        var used = event.data.vouchers[code];
        state.vouchers[code] = used.off ? euros(used.off.cents / 100) : used.amount;
      });
      addUp(state);
    },
    TotalAdjusted: function (state, event) {
      state.total = event.data.total;
      state.note = event.data.note;
    },
    CheckedOut: function (state, event) {
      state.status = "checked out";
      state.order = event.data.order;
    },
    CartAbandoned: function (state) {
      state.status = "abandoned";
    },
  });
