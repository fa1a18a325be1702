-- Notes how far a change is that claim-once claimed. Does nothing for one that was forgotten meanwhile, or is another's.
--
-- KEYS  1 the change, HASH
-- ARGV  1 digest of what was sent  2 'open': under way for so many ms more; 'done': with this answer; 'dropped': it broke
--       off, the same sent again goes on at once  3 those ms, or that answer
-- returns nothing

--- @include "clock"

if redis.call('HGET', KEYS[1], 'digest') ~= ARGV[1] then
  return
end
if ARGV[2] == 'done' then
  redis.call('HSET', KEYS[1], 'answer', ARGV[3])
else
  redis.call('HSET', KEYS[1], 'until', ARGV[2] == 'open' and now_ms() + tonumber(ARGV[3]) or 0)
end
