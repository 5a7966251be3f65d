// The adapter for Emmett, on IndexedDB.

import "fake-indexeddb/auto";

import "./rejections.mjs";
import { emmettSuite } from "./emmett/suite.mjs";

emmettSuite("indexeddb");
