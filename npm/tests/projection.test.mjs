// The runtime of JavaScript projections. It needs no engine.

import "./projection/oracle.mjs";
