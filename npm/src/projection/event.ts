// An event as handlers of KurrentDB see it.
export class EventView {
  toJSON(): Record<string, unknown> {
    return {};
  }
}
