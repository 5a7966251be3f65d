// How many seats of every block of a hall are free, held for guests, and sold.

function change(state, event, free, held, sold) {
  var block = state.blocks[event.data.block];
  block.free += free * event.data.seats;
  block.held += held * event.data.seats;
  block.sold += sold * event.data.seats;
}

function sell(state, event) {
  change(state, event, -1, 0, 1);
}

// Seats that move are either sold, and then belong to an order, or held.
function move(state, event, into) {
  if (event.data.order) change(state, event, -into, 0, into);
  else change(state, event, -into, into, 0);
}

fromCategory("hall")
  .foreachStream()
  .when({
    $init: function () {
      return { hall: "", blocks: {} };
    },
    HallOpened: function (state, event) {
      state.hall = event.data.hall;
      Object.keys(event.data.blocks).forEach(function (name) {
        var seats = event.data.blocks[name].seats;
        state.blocks[name] = { seats: seats, free: seats, held: 0, sold: 0 };
      });
    },
    SeatsPurchased: sell,
    BulkPurchased: sell,
    SeatsReturned: function (state, event) {
      change(state, event, 1, 0, -1);
    },
    SeatsHeld: function (state, event) {
      change(state, event, -1, 1, 0);
    },
    HoldConfirmed: function (state, event) {
      change(state, event, 0, -1, 1);
    },
    HoldExpired: function (state, event) {
      change(state, event, 1, -1, 0);
    },
    SeatsMovedOut: function (state, event) {
      move(state, event, -1);
    },
    SeatsMovedIn: function (state, event) {
      move(state, event, 1);
    },
    BlockClosed: function (state, event) {
      state.blocks[event.data.block] = { seats: 0, free: 0, held: 0, sold: 0 };
    },
  });
