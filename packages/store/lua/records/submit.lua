-- Writes new generations with their backlog places, batch counters and idempotency keys, and wakes a dispatcher.
-- Doing it twice writes nothing twice: the item's key in its batch names the generation.
--
-- KEYS  1 batch  2 batch members  3 quotas of the tenant  4... one record each
-- ARGV  1 batch id  2 places, as JSON: [[tenant, priority, model, duration or 0, price or -1], ...]
--       3 limits, as JSON: { maxUnfinished, maxBytes, maxItems }, the first two for a tenant that has none of its own;
--         '' = nothing is asked
--       then per record: id, idempotency key ('' if it is sent only once), fingerprint, number of its place, price and
--       names as they are packed (see record.lua), request (JSON), hashes of the inputs that it names, with blanks
--       between
-- returns per record { 'created' | 'existing' | 'conflict' | 'sealed' | 'foreign' | 'input_gone', id, hash of the input
--         };
--       'foreign': the batch is another tenant's, nothing was written; or { { 'maxUnfinished' | 'maxBytes' |
--       'maxItems', how much there is, how much is allowed, how much more was wanted } }: nothing was written

--- @include "clock"
--- @include "backlog/wake"
--- @include "backlog/backlog"
--- @include "records/record"
--- @include "batches/items"
--- @include "inputs/inputs"
--- @include "money/kept-bytes"
--- @include "batches/forget-batch"
--- @include "history/happenings"

local now = now_ms()
local batch_id = ARGV[1]
local places = cjson.decode(ARGV[2])
-- A batch that was opened takes what is new only until its seal: a call may have been on its way meanwhile.
local batch = redis.call(
  'HMGET',
  KEYS[1],
  'settings',
  'flag.open',
  'priority',
  'dropped',
  'tenant',
  'countedSince',
  'total',
  'givenBack',
  'createdAt'
)
local sealed = batch[1] and not batch[2]
local batch_priority, dropped = batch[3], tonumber(batch[4] or 0)
local count = PLACES - 3
local function of(number, argument)
  return ARGV[4 + (number - 1) * 7 + argument]
end

-- A batch is one tenant's: who reads it reads all of it.
local owner = batch[5] or not batch[9] and places[1][1]
for _, place in ipairs(places) do
  if owner and place[1] ~= owner then
    local refused = {}
    for number = 1, count do
      refused[number] = { 'foreign', of(number, 0) }
    end
    return refused
  end
end

local function known_items()
  local buckets, known = {}, {}
  for number = 1, count do
    local item_key = of(number, 1)
    if item_key ~= '' then
      local key, field = item_place(batch_id, item_key)
      local bucket = buckets[key] or { numbers = {}, fields = {} }
      buckets[key] = bucket
      bucket.numbers[#bucket.numbers + 1] = number
      bucket.fields[#bucket.fields + 1] = field
    end
  end
  for key, bucket in pairs(buckets) do
    for at, value in ipairs(redis.call('HMGET', key, unpack(bucket.fields))) do
      known[bucket.numbers[at]] = value
    end
  end
  return known
end

local known = known_items()
local tenant_key = key_of.tenant(places[1][1])

local sizes = {}
local function bytes_of(number)
  sizes[number] = sizes[number] or new_record_bytes(of(number, 4), of(number, 1), of(number, 5), '')
  return sizes[number]
end

-- How many records this call would write, and their bytes. is_there: tells those that an earlier sending of this very
-- call has written.
local function count_new(is_there)
  -- A batch that is not counted yet is with its first.
  local more, bytes, seen = 0, batch[6] and 0 or batch_bytes(batch_id, KEYS[1]), {}
  for number = 1, count do
    local item_key = of(number, 1)
    if not known[number] and not seen[item_key] and not (is_there and is_there(number)) then
      seen[item_key] = item_key ~= ''
      more = more + 1
      bytes = bytes + bytes_of(number)
    end
  end
  return more, bytes
end

-- What a limit leaves no room for, as the reply has it.
local function lack_of(limits, more, bytes)
  return more > 0
    and first_lack({
      { 'maxItems', batch[1] and tonumber(batch[7] or 0) or 0, limits.maxItems, more },
      {
        'maxUnfinished',
        tonumber(redis.call('HGET', tenant_key, 'unfinished') or 0),
        quota_of(KEYS[3], limits, 'maxUnfinished'),
        more,
      },
      { 'maxBytes', all_kept_bytes(tenant_key), quota_of(KEYS[3], limits, 'maxBytes'), bytes },
    })
end

if ARGV[3] ~= '' then
  local limits = cjson.decode(ARGV[3])
  local lack = lack_of(limits, count_new())
    and lack_of(
      limits,
      count_new(function(number)
        return redis.call('EXISTS', KEYS[3 + number]) == 1
      end)
    )
  if lack then
    return { lack }
  end
end

if redis.call('HSETNX', KEYS[1], 'createdAt', now) == 1 then
  redis.call('HSET', KEYS[1], 'tenant', places[1][1])
  redis.call('ZADD', key_of.batches, now, batch_id)
  redis.call('ZADD', key_of.tenant_batches(places[1][1]), now, batch_id)
end
local index = dropped + redis.call('LLEN', KEYS[2])
local time = string.format('%.0f', now)
-- What one call each writes, at the end.
local members, items, lanes, created_of, created_by_model = {}, {}, {}, {}, {}
local items_of_call = {}
local kept_bytes = 0

local function append(lists, key, field, value)
  local list = lists[key] or {}
  lists[key] = list
  list[#list + 1] = field
  list[#list + 1] = value
end

local function create(number, id, item_key)
  members[#members + 1] = id
  kept_bytes = kept_bytes + bytes_of(number)
  if item_key ~= '' then
    local item = id .. ':' .. of(number, 2)
    items_of_call[item_key] = item
    local key, field = item_place(batch_id, item_key)
    append(items, key, field, item)
  end
  local place = places[tonumber(of(number, 3))]
  take_inputs(place[1], of(number, 6))
  local member
  local class, price = batch_priority or place[2], place[5] >= 0 and place[5]
  place.section, member = position_of(class, id, place[3], place[4] ~= 0 and place[4], price)
  append(lanes, place, time, member)
  created_of[place[1]] = (created_of[place[1]] or 0) + 1
  created_by_model[place[3]] = (created_by_model[place[3]] or 0) + 1
end

local function submit(number)
  local id, item_key = of(number, 0), of(number, 1)
  local taken = known[number] or items_of_call[item_key]
  local taken_id, fingerprint = string.match(taken or '', '^(.*):(.*)$')
  if taken_id and taken_id ~= id then
    return { fingerprint == of(number, 2) and 'existing' or 'conflict', taken_id }
  elseif sealed and not taken_id then
    return { redis.call('EXISTS', KEYS[3 + number]) == 1 and 'created' or 'sealed', id }
  end
  local gone = not taken_id
    and of(number, 6) ~= ''
    and redis.call('EXISTS', KEYS[3 + number]) == 0
    and missing_input(places[tonumber(of(number, 3))][1], of(number, 6))
  if gone then
    return { 'input_gone', id, gone }
  elseif
    not taken_id
    and redis.call('SET', KEYS[3 + number], pack_record(index + #members, time, of(number, 4), of(number, 5)), 'NX')
  then
    create(number, id, item_key)
  end
  -- Where it was there: the connection broke before the answer, and this very call is sent again.
  return { 'created', id }
end

local receipts = {}
for number = 1, count do
  receipts[number] = submit(number)
end

if #members > 0 then
  redis.call('RPUSH', KEYS[2], unpack(members))
  for key, entries in pairs(items) do
    redis.call('HSET', key, unpack(entries))
  end
  for place, entries in pairs(lanes) do
    join_lane(batch_id, place[1], place.section, entries)
  end
  redis.call('HDEL', KEYS[1], 'endedAt')
  redis.call('HINCRBY', KEYS[1], 'total', #members)
  redis.call('HINCRBY', KEYS[1], 'queued', #members)
  redis.call('INCRBY', key_of.queued, #members)
  for tenant, created in pairs(created_of) do
    redis.call('HINCRBY', key_of.tenant(tenant), 'unfinished', created)
  end
  if not batch[6] then
    count_batch(batch_id, KEYS[1], places[1][1], now)
  end
  if batch[8] then
    keep_batch_again(batch_id, KEYS[1])
  end
  count_bytes(tenant_key, 'kept', kept_bytes)
  local happenings = {}
  for model, created in pairs(created_by_model) do
    happenings[#happenings + 1] = happening('c', now, places[1][1], batch_id, model, '', created)
  end
  note_happenings(happenings)
  wake_dispatcher()
end
return receipts
