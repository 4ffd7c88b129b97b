"""Where a request comes from. X-Forwarded-For is anybody's writing: it is read only as far as our own proxies
wrote it (TINHSO_TRUSTED_PROXIES)."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address


def address_of(request: HttpRequest) -> Address | None:
    """The address of whoever asks: the last hop that is no proxy of ours. None where there is none (a socket)."""
    hops = [request.META.get("REMOTE_ADDR", "")]
    if settings.TRUSTED_PROXIES:
        hops = [*request.headers.get("x-forwarded-for", "").split(","), *hops]
    seen: Address | None = None
    for hop in reversed(hops):
        address = _read(hop)
        if address is None:  # a proxy that names nobody, or a forger before it: what was seen last counts
            return seen
        seen = address
        if not _is_ours(address):
            return address
    return seen


def masked(address: Address | None) -> str:
    """The network, for people to recognise and for the trace: 203.0.113.x, 2001:db8:1::."""
    if address is None:
        return ""
    if isinstance(address, IPv4Address):
        return str(address).rpartition(".")[0] + ".x"
    return str(ip_network(f"{address}/48", strict=False).network_address)


def counted(address: Address | None) -> str | None:
    """What is counted as one place: an IPv4 address, or the /64 that one household or office holds of IPv6."""
    if isinstance(address, IPv6Address):
        return str(ip_network(f"{address}/64", strict=False).network_address)
    return str(address) if address else None


def _read(text: str) -> Address | None:
    text = text.strip()
    if text.count(":") == 1 or text.startswith("["):  # with a port, as some proxies write
        text = text.rpartition(":")[0] if not text.endswith("]") else text
    try:
        address = ip_address(text.strip("[]"))
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _is_ours(address: Address) -> bool:
    return any(address in ip_network(proxy, strict=False) for proxy in settings.TRUSTED_PROXIES)
