import { playMany } from "./many.js";

playMany("busy");
