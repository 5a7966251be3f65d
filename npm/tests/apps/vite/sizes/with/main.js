import { jsonEvent, openStore } from "foldback";

document.title = String([jsonEvent, openStore]);
