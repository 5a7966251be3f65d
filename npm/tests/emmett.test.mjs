// The adapter for Emmett, in memory.

import "./rejections.mjs";
import { emmettSuite } from "./emmett/suite.mjs";

emmettSuite("memory");
