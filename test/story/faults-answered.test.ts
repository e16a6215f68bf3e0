import { failingOnce } from "./failing-once.js";

failingOnce(["error", "lost-answer"]);
