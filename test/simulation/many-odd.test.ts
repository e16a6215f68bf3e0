import { playMany } from "./many.js";

playMany(1);
