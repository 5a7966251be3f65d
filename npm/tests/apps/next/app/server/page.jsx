// A page that is rendered on the server from a store in memory, as a server or a build has no other.

import { jsonEvent, openStore } from "foldback";

export default async function Page() {
  const store = await openStore("next-server");
  await store.appendToStream("rendered", jsonEvent({ type: "Counted", data: { by: "the server" } }));
  const [event] = await store.readStream("rendered").toArray();
  await store.close();
  return <p id="rendered">{`${event.revision} ${event.type} by ${event.data.by}`}</p>;
}
