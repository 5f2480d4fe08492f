// All that an article's page does by script, in one file: each more costs a slow line a round trip.

import "./cong-cu";
import "./luot-xem";
