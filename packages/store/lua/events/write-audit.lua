-- Writes one entry of the audit, and lets go of what is too much or too old. A caller that has written its share of the
-- hour writes into the overflow stream: a flood pushes out floods.
--
-- KEYS  1 stream  2 overflow stream  3 how many entries of the caller stand in shared streams in this hour
-- ARGV  1 the entry as JSON  2 most entries kept in a stream  3 how long they are kept in ms  4 the caller's share of
--       an hour, 0 without limit
-- returns 1 when it went into the overflow stream, else 0

local HOUR_MS = 3600000
local stream, overflow = KEYS[1], 0
local share = tonumber(ARGV[4])

if share > 0 then
  local count = redis.call('INCR', KEYS[3])
  if count == 1 then
    redis.call('PEXPIRE', KEYS[3], HOUR_MS)
  end
  if count > share then
    stream, overflow = KEYS[2], 1
  end
end

local id = redis.call('XADD', stream, 'MAXLEN', '~', ARGV[2], '*', 'entry', ARGV[1])
local oldest = tonumber(string.match(id, '^%d+')) - tonumber(ARGV[3])
redis.call('XTRIM', stream, 'MINID', '~', string.format('%.0f', math.max(0, oldest)))
return overflow
