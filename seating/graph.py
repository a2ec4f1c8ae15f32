"""Distances that make honour: round a table from its host, through a hall from its main table."""
import networkx as nx

RIGHT, LEFT = 0, 1


def ring(seat_count):
    """The graph of a round table: seat i beside i-1 (its right hand) and i+1 (its left hand)."""
    return nx.cycle_graph(seat_count) if seat_count > 2 else nx.path_graph(seat_count)


def distance_from(graph, seat):
    """seat -> number of steps from `seat`."""
    return nx.single_source_shortest_path_length(graph, seat)


def hand(seat, centre, seat_count):
    """RIGHT or LEFT: on which hand of someone at `centre` this seat lies, the shorter way round.

    The right-hand neighbour of seat i is i-1; a seat exactly opposite counts as right.
    """
    to_the_right = (centre - seat) % seat_count
    return RIGHT if to_the_right <= seat_count - to_the_right else LEFT


def hall(points):
    """A complete graph of tables, edges weighted with the squared distance in cm² (integers).

    `points` maps a table to (x, y). Squares keep the order of distances and stay exact.
    """
    graph = nx.Graph()
    graph.add_nodes_from(points)
    for a, (ax, ay) in points.items():
        for b, (bx, by) in points.items():
            if a != b:
                graph.add_edge(a, b, square=(ax - bx) ** 2 + (ay - by) ** 2)
    return graph
