// The store on IndexedDB.

import "fake-indexeddb/auto";

import "./rejections.mjs";
import { storeSuite } from "./store/suite.mjs";

storeSuite("indexeddb");
