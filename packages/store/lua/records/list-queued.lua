-- A page of the generations that are queued: those that wait in a lane, those that are set aside and those that are
-- admitted. Newest first, by the time of their submit and their id.
--
-- ARGV  1 most  2 time and 3 id behind which it begins ('' for the start)
-- returns { id, time, ... }

--- @include "records/record"

local most = tonumber(ARGV[1])
local after_time, after_id = tonumber(ARGV[2] == '' and 'inf' or ARGV[2]) or math.huge, ARGV[3]
local found = {}

local function take(id, time)
  if time < after_time or (time == after_time and id < after_id) then
    found[#found + 1] = { id, time }
    return true
  end
end

-- Many are of one time: what the page before ended with may stand anywhere among them.
local function take_lane(lane)
  local taken, at = 0, 0
  while taken < most do
    local page =
      redis.call('ZREVRANGEBYSCORE', lane, ARGV[2] == '' and '+inf' or ARGV[2], '-inf', 'WITHSCORES', 'LIMIT', at, most)
    for entry = 1, #page, 2 do
      if take(string.match(page[entry], '^[^|]+'), tonumber(page[entry + 1])) then
        taken = taken + 1
      end
    end
    if #page < 2 * most then
      return
    end
    at = at + most
  end
end

for _, lane in ipairs(redis.call('SMEMBERS', key_of.lanes)) do
  take_lane(key_of.lane_named(lane))
end
local function take_places(places)
  for _, place in ipairs(places) do
    local id = string.match(place, '^[^|]+')
    local fields = fields_of(key_of.generation(id), 'state', 'createdAt')
    if fields[1] == 'queued' then
      take(id, tonumber(fields[2]))
    end
  end
end
take_places(redis.call('HKEYS', key_of.admitted))
for _, model in ipairs(redis.call('SMEMBERS', key_of.aside_models)) do
  take_places(redis.call('ZRANGE', key_of.aside(model), 0, -1))
end
table.sort(found, function(one, other)
  if one[2] ~= other[2] then
    return one[2] > other[2]
  end
  return one[1] > other[1]
end)
local reply = {}
for at = 1, math.min(most, #found) do
  reply[#reply + 1] = found[at][1]
  reply[#reply + 1] = string.format('%.0f', found[at][2])
end
return reply
