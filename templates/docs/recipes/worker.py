"""Does the work in the queue, until it is stopped."""

from rq import Worker

from tasks import queue

if __name__ == "__main__":
    Worker([queue], connection=queue.connection).work()
