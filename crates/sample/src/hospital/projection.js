// What the ward knows of a patient over all visits: where she is, her last values, and the infusion, which is set by weight.

function setRate(state) {
  var infusion = state.infusion;
  if (infusion.unitsPerKilogram && state.weight) {
    infusion.perHour = Math.round(infusion.unitsPerKilogram * state.weight);
  }
}

fromCategory("visit")
  .partitionBy(function (event) {
    return event.data.patient;
  })
  .when({
    $init: function () {
      return { visits: 0, status: "away", infusion: {}, values: {} };
    },
    VisitOpened: function (state, event) {
      state.visits += 1;
      state.status = "check-up";
    },
    VisitClosed: function (state) {
      state.status = "away";
    },
    PatientAdmitted: function (state, event) {
      state.visits += 1;
      state.status = "admitted";
      state.ward = event.data.ward;
    },
    PatientMoved: function (state, event) {
      state.ward = event.data.ward;
    },
    PatientDischarged: function (state) {
      state.status = "away";
      delete state.ward;
    },
    WeightMeasured: function (state, event) {
      state.weight = event.data.weight;
      if (event.data.infusion) setRate(state);
    },
    InfusionOrdered: function (state, event) {
      state.infusion = {
        drug: event.data.infusion.drug,
        unitsPerKilogram: event.data.infusion.unitsPerKilogram,
        running: false,
      };
      setRate(state);
    },
    InfusionStarted: function (state) {
      state.infusion.running = true;
    },
    InfusionStopped: function (state) {
      state.infusion.running = false;
    },
    ResultReceived: function (state, event) {
      Object.assign(state.values, event.data.values);
    },
    VitalsMeasured: function (state, event) {
      state.vitals = event.data.vitals;
    },
  });
