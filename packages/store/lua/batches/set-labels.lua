-- Sets what its caller calls a batch, and notes about it, whether or not the batch is there yet.
--
-- KEYS  1 batch
-- ARGV  1 labels, as JSON: [field, text, ...], '' takes one away
--       2 limits, as JSON: { maxBytes } for a tenant that has none of its own; '' = nothing is asked
-- returns {}, or { 'maxBytes', how much there is, how much is allowed, how much more was wanted }: nothing was set

--- @include "batches/labels"

local labels = cjson.decode(ARGV[1])
local fields = redis.call('HMGET', KEYS[1], 'tenant', 'countedSince', 'givenBack')
local more = more_label_bytes(KEYS[1], labels)
local tenant = fields[1]
-- One that is not counted yet is with its first generation.
local counts = tenant and fields[2]
if counts and not fields[3] and more > 0 and ARGV[2] ~= '' then
  local limits = cjson.decode(ARGV[2])
  local lack = first_lack({
    {
      'maxBytes',
      all_kept_bytes(key_of.tenant(tenant)),
      quota_of(key_of.tenant_quotas(tenant), limits, 'maxBytes'),
      more,
    },
  })
  if lack then
    return lack
  end
end
set_labels(KEYS[1], labels)
if counts then
  count_bytes(key_of.tenant(tenant), fields[3] and 'remains' or 'kept', more)
end
return {}
