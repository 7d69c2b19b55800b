package import Spool
import Store

/// The real clocks: the one on the wall, and the one that nobody can set.
package func realTime() -> (wall: Timestamp, uptime: Uptime) { (.now, .now) }
