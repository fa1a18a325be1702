-- A call was answered: it arrived at the latest now, so it counts for one window from now.
--
-- KEYS  1 calls of the type
-- ARGV  1 call id

--- @include "clock"

redis.call('ZADD', KEYS[1], 'XX', now_ms(), ARGV[1])
return nil
