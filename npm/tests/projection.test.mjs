// The runtime of JavaScript projections. It needs no engine.

import "./projection/oracle.mjs";
import "./projection/returning.mjs";
import "./projection/language.mjs";
import "./projection/runners.mjs";
import "./projection/driver.mjs";
