// What every account holds, and what is reserved for payments that are not charged yet. An amount that was charged is
// no longer reserved, so what stays is still to come.

function money(value) {
  return Math.round(value * 100) / 100;
}

function booked(state, event) {
  state.balance = money(state.balance + event.data.amount);
}

function reserve(state, payment, amount) {
  var left = money((state.reserved[payment] || 0) + amount);
  if (left === 0) delete state.reserved[payment];
  else state.reserved[payment] = left;
}

fromCategory("account")
  .foreachStream()
  .when({
    $init: function () {
      return { balance: 0, reserved: {} };
    },
    AccountOpened: function (state, event) {
      state.owner = event.data.owner;
    },
    DepositMade: booked,
    SalaryReceived: booked,
    StandingOrderPaid: booked,
    CashWithdrawn: booked,
    TransferSent: booked,
    TransferReceived: booked,
    AmountReserved: function (state, event) {
      reserve(state, event.data.payment, event.data.reserved[event.data.payment]);
    },
    ReservationReleased: function (state, event) {
      delete state.reserved[event.data.payment];
    },
    CardCharged: function (state, event) {
      booked(state, event);
      reserve(state, event.data.payment, event.data.amount);
    },
  });
