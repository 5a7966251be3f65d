// The bare reading of a log: stream, decode, split, JSON.parse each line. Never stores anything.

import { serve } from "./contender.js";
import { eachLines } from "./lines.js";

serve({
  open() {},
  async take(blob) {
    let count = 0;
    await eachLines(blob, (lines, whole) => {
      for (let i = 0; i < whole; i++) JSON.parse(lines[i]);
      count += whole;
    });
    return count;
  },
  clean() {},
});
