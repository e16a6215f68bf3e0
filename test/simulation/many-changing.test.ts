import { playMany } from "./many.js";

playMany("changing");
