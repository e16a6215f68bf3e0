import { failingOnce } from "./failing-once.js";

failingOnce(["throttle", "timeout"]);
