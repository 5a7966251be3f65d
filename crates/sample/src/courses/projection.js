// Who is in every course, who waits for a place, and how many places are free.

function count(state) {
  state.taken = Object.keys(state.students).length;
  state.free = state.places - state.taken;
}

function register(state, event) {
  state.students[event.data.student] = { name: event.data.name, attended: 0 };
  state.waiting = state.waiting.filter(function (student) {
    return student !== event.data.student;
  });
  count(state);
}

fromCategory("course")
  .foreachStream()
  .when({
    $init: function () {
      return { title: "", places: 0, taken: 0, free: 0, students: {}, waiting: [], meetings: 0 };
    },
    CourseScheduled: function (state, event) {
      state.title = event.data.title;
      state.places = event.data.places;
      count(state);
    },
    StudentRegistered: register,
    StudentPromoted: register,
    StudentWaitlisted: function (state, event) {
      state.waiting.push(event.data.student);
    },
    RegistrationCancelled: function (state, event) {
      delete state.students[event.data.student];
      count(state);
    },
    MeetingStarted: function (state) {
      state.meetings += 1;
    },
    StudentAttended: function (state, event) {
      var student = state.students[event.data.student];
      if (student) student.attended += 1;
    },
  });
