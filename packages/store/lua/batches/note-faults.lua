-- Notes which items of an open batch cannot be used and which are right now. Each place has a bit, so that sending a
-- line again counts nothing twice; what is wrong is kept of the first few, in about as many bytes as the bad lines had.
--
-- KEYS  1 batch  2 faults of the batch (index -> what is wrong)  3 places of the batch (see below)
-- ARGV  1 bytes of faults that are kept in any case  2 most bytes of faults  3 places that are right now, as JSON:
--       [[from, to], ...]
--       4 bytes that a tenant may have us keep which has no quota of its own ('' = nothing is asked)
--       then per bad item: index, bytes that its line had, what is wrong (JSON)
-- returns {}, also for a batch that takes no items: nothing is noted; or { 'maxBytes', how much there is, how much is
--         allowed, how much more was
--       wanted } where the tenant has no room for bad items
--
-- The places are a HASH of bits: 'b<n>' and 'g<n>' -> bit of each of the items 512n..512n+511 that is bad, or was sent
-- good.

--- @include "backlog/backlog"
--- @include "records/record"
--- @include "money/kept-bytes"

if redis.call('HEXISTS', KEYS[1], 'flag.open') == 0 then
  return {}
end

local ITEMS_TOGETHER = 512
-- What an entry of a hash has beside its value, about.
local BYTES_OF_ENTRY = 64

if ARGV[4] ~= '' and #ARGV > 4 then
  local tenant = redis.call('HGET', KEYS[1], 'tenant') or ''
  local quotas = key_of.tenant_quotas(tenant)
  local lack = first_lack({
    {
      'maxBytes',
      all_kept_bytes(key_of.tenant(tenant)),
      quota_of(quotas, { maxBytes = tonumber(ARGV[4]) }, 'maxBytes'),
      BYTES_OF_ENTRY,
    },
  })
  if lack then
    return lack
  end
end

local loaded, counts = {}, { invalid = 0, both = 0, faultSent = 0, faultKept = 0 }

local function chunk_of(kind, index)
  local field = kind .. string.format('%d', math.floor(index / ITEMS_TOGETHER))
  if not loaded[field] then
    loaded[field] = { string.byte(redis.call('HGET', KEYS[3], field) or '', 1, -1) }
  end
  return loaded[field], math.floor(index % ITEMS_TOGETHER / 8) + 1, bit.lshift(1, index % 8)
end

local function has(kind, index)
  local bytes, at, mask = chunk_of(kind, index)
  return bit.band(bytes[at] or 0, mask) ~= 0
end

-- Whether the bit was another one.
local function set(kind, index, wanted)
  local bytes, at, mask = chunk_of(kind, index)
  local before = bytes[at] or 0
  for missing = #bytes + 1, at do
    bytes[missing] = 0
  end
  bytes[at] = wanted and bit.bor(before, mask) or bit.band(before, bit.bnot(mask))
  bytes.changed = bytes.changed or bytes[at] ~= before
  return bytes[at] ~= before
end

local function forget_fault(index)
  local kept = redis.call('HGET', KEYS[2], index)
  if kept then
    redis.call('HDEL', KEYS[2], index)
    counts.faultKept = counts.faultKept - #kept - BYTES_OF_ENTRY
  end
end

local function note_good(index)
  local was_good = not set('g', index, true)
  if set('b', index, false) then
    counts.invalid = counts.invalid - 1
    counts.both = counts.both - (was_good and 1 or 0)
    forget_fault(string.format('%d', index))
  end
end

local before = redis.call('HMGET', KEYS[1], 'faultSent', 'faultKept')
local sent_before, kept_before = tonumber(before[1] or 0), tonumber(before[2] or 0)

local function note_bad(index, bytes, fault)
  local field = string.format('%d', index)
  if set('b', index, true) then
    counts.invalid = counts.invalid + 1
    counts.both = counts.both + (has('g', index) and 1 or 0)
    counts.faultSent = counts.faultSent + bytes
  else
    -- Sent again: only what was kept of it is told anew.
    if redis.call('HEXISTS', KEYS[2], field) == 0 then
      return
    end
    forget_fault(field)
  end
  local most = math.min(tonumber(ARGV[2]), tonumber(ARGV[1]) + sent_before + counts.faultSent)
  if kept_before + counts.faultKept + #fault + BYTES_OF_ENTRY <= most then
    redis.call('HSET', KEYS[2], field, fault)
    counts.faultKept = counts.faultKept + #fault + BYTES_OF_ENTRY
  end
end

-- An earlier release kept a fault of each bad item, and no bits.
if redis.call('EXISTS', KEYS[3]) == 0 then
  local faults = redis.call('HGETALL', KEYS[2])
  for at = 1, #faults, 2 do
    set('b', tonumber(faults[at]), true)
    counts.invalid = counts.invalid + 1
    counts.faultKept = counts.faultKept + #faults[at + 1] + BYTES_OF_ENTRY
  end
end

for _, range in ipairs(cjson.decode(ARGV[3])) do
  for index = range[1], range[2] do
    note_good(index)
  end
end
for at = 5, #ARGV, 3 do
  note_bad(tonumber(ARGV[at]), tonumber(ARGV[at + 1]), ARGV[at + 2])
end

for field, bytes in pairs(loaded) do
  if bytes.changed then
    redis.call('HSET', KEYS[3], field, string.char(unpack(bytes)))
  end
end
for name, change in pairs(counts) do
  if change ~= 0 then
    redis.call('HINCRBY', KEYS[1], name, change)
  end
end
local bytes = kept_before + counts.faultKept + redis.call('HLEN', KEYS[3]) * (ITEMS_TOGETHER / 8 + BYTES_OF_ENTRY)
set_fault_bytes(KEYS[1], bytes)
return {}
