// How it goes with every habit: on how many days it was done, how long the streak is, and which day was missed last.

fromCategory("habit")
  .foreachStream()
  .when({
    $init: function () {
      return { days: 0, streak: 0, best: 0, missed: 0 };
    },
    HabitStarted: function (state, event) {
      state.person = event.data.person;
      state.habit = event.data.habit;
    },
    HabitDone: function (state, event) {
      state.days += 1;
      state.streak += 1;
      if (state.streak > state.best) state.best = state.streak;
    },
    DayMissed: function (state, event) {
      state.missed += 1;
      state.streak = 0;
      state.lastMissed = event.data.on;
    },
    HabitPaused: function (state) {
      state.paused = true;
    },
    HabitResumed: function (state) {
      state.paused = false;
    },
  });
