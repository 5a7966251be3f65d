// The store in memory, as it is in plain Node.

import "./rejections.mjs";
import { storeSuite } from "./store/suite.mjs";

storeSuite("memory");
