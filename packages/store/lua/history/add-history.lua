-- Adds to the series of history, each once for a minute, an hour and a day, and takes the happenings off their list that
-- these numbers come from. Of accounts, tenants, models and batches there are series of so many as fit; one that nobody
-- has used for long makes room for a new one, and what finds no room counts for the whole only.
--
-- A series is a LIST of '<step>;<name>=<number>;...', oldest first; <step> counts minutes, hours or days from 1970. Names
-- see src/history/point-text.ts.
--
-- KEYS
-- ARGV  1 how many happenings were ever taken off, as the caller knows it  2 how many it has read  3 the time of its look
--       at waits and slots, in ms  4 steps, as JSON: [[name, ms, points kept], ...]  5 room by kind, as JSON: { kind:
--       [most, ms after which an unused one makes room], ... }
--       6 totals, as JSON: { name: more, ... }  7 the oldest that waits by class, as JSON: { class: ms, ... }
--       8 reserved by account, as JSON: { account: millionths of a US dollar, ... }
--       then per change: kind ('all', or of a scope), name, ms, numbers ('<name>=<number>;...')
-- returns 1, or 0 where another has taken them off: nothing was written

--- @include "clock"

local place = redis.call('HGET', key_of.history_place, 'taken') or '0'
if place ~= ARGV[1] then
  return 0
end
local read = tonumber(ARGV[2])
redis.call(
  'HSET',
  key_of.history_place,
  'taken',
  string.format('%.0f', tonumber(place) + read),
  'lookedAt',
  ARGV[3],
  'oldest',
  ARGV[7],
  'reserved',
  ARGV[8]
)
if read > 0 then
  redis.call('LTRIM', key_of.happenings, read, -1)
end

-- Models, accounts and codes are few, but nothing promises it.
local MOST_TOTALS = 2000
local has_room_for_totals = redis.call('HLEN', key_of.history_totals) < MOST_TOTALS
for name, more in pairs(cjson.decode(ARGV[6])) do
  if has_room_for_totals or redis.call('HEXISTS', key_of.history_totals, name) == 1 then
    redis.call('HINCRBY', key_of.history_totals, name, string.format('%.0f', more))
  end
end

local now = now_ms()
local steps, room = cjson.decode(ARGV[4]), cjson.decode(ARGV[5])

local function forget_scope(kind, name)
  redis.call('ZREM', key_of.history_scopes(kind), name)
  for _, step in ipairs(steps) do
    redis.call('UNLINK', key_of.history(step[1], kind .. ':' .. name))
  end
end

-- Whether there is a series of it, or room for one.
local function has_room(kind, name)
  if kind == 'all' then
    return true
  end
  local roll = key_of.history_scopes(kind)
  if not redis.call('ZSCORE', roll, name) and redis.call('ZCARD', roll) >= room[kind][1] then
    local idle = redis.call('ZRANGE', roll, 0, 0, 'WITHSCORES')
    if tonumber(idle[2]) > now - room[kind][2] then
      return false
    end
    forget_scope(kind, idle[1])
  end
  redis.call('ZADD', roll, now, name)
  return true
end

local MOST_NAMES = 32

local function read_numbers(text)
  local order, numbers = {}, {}
  for name, number in string.gmatch(text, '([^;=]+)=(%d+)') do
    order[#order + 1] = name
    numbers[name] = tonumber(number)
  end
  return order, numbers
end

local function sum_of(before, more)
  local order, numbers = read_numbers(before)
  local names, added = read_numbers(more)
  for _, name in ipairs(names) do
    local known = numbers[name] or #order < MOST_NAMES
    -- Codes come from a short list, but nothing promises it.
    local kept = known and name or string.match(name, '^%a%.') and string.sub(name, 1, 2) .. 'other'
    if kept then
      if not numbers[kept] then
        order[#order + 1] = kept
      end
      numbers[kept] = (numbers[kept] or 0) + added[name]
    end
  end
  local told = {}
  for at, name in ipairs(order) do
    told[at] = name .. '=' .. string.format('%.0f', numbers[name])
  end
  return table.concat(told, ';')
end

-- What comes late is sought among the last few points; where its own is not there it counts with the next.
local LOOKED_BACK = 5

local function add(series, number, numbers, step)
  local last = redis.call('LRANGE', series, -LOOKED_BACK, -1)
  local found
  for at = #last, 1, -1 do
    local of = tonumber(string.match(last[at], '^%d+'))
    if of < number then
      break
    end
    found = at
  end
  if found then
    local of, before = string.match(last[found], '^(%d+);(.*)$')
    redis.call('LSET', series, found - #last - 1, of .. ';' .. sum_of(before, numbers))
  else
    redis.call('RPUSH', series, number .. ';' .. sum_of('', numbers))
    redis.call('LTRIM', series, -step[3], -1)
  end
  redis.call('PEXPIRE', series, step[2] * step[3])
end

for at = 9, #ARGV, 4 do
  local kind, name, ms, numbers = ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2]), ARGV[at + 3]
  if has_room(kind, name) then
    local scope = kind == 'all' and kind or kind .. ':' .. name
    for _, step in ipairs(steps) do
      add(key_of.history(step[1], scope), math.floor(ms / step[2]), numbers, step)
    end
  end
end
return 1
