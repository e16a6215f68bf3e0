import { playMany } from "./many.js";

playMany("scheduled");
