import { playMany } from "./many.js";

playMany("stormy");
