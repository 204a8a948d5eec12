/** The console works without scripts. With them, pages stay up to date and forms do not lose what was typed. */
import "./live.js";
import "./send.js";
import "./times.js";
import "./parts.js";
