using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Sandbox.Mail.Reading;
using Sandbox.Mail.Submission;

namespace Sandbox.Mail.Operators;

/// <summary>Opens the ports of the operators and serves each connection until it ends or the sandbox stops.</summary>
internal sealed partial class OperatorHost(OperatorDirectory operators, MailCertificates certificates, SmtpDesk smtp, ImapDesk imap, ILogger<OperatorHost> logger) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, byte> _sessions = new();
    private readonly List<TcpListener> _listeners = [];
    private readonly List<Task> _loops = [];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var home in operators.All)
        {
            home.SmtpPort = Listen(home, home.Settings.SmtpPort, wire => new SmtpSession(wire, home, smtp, certificates).RunAsync(_stop.Token));
            home.ImapPort = Listen(home, home.Settings.ImapPort, wire => new ImapSession(wire, home, imap, certificates).RunAsync(_stop.Token));
            LogOpened(home.Name, home.SmtpPort, home.ImapPort);
        }

        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        foreach (var listener in _listeners) listener.Stop();
        await Task.WhenAll([.. _loops, .. _sessions.Keys]).WaitAsync(cancellationToken);
    }

    public void Dispose() => _stop.Dispose();

    private int Listen(Operator home, int port, Func<Wire, Task> serve)
    {
        var listener = new TcpListener(IPAddress.Parse(home.Settings.Address!), port);
        listener.Start();
        _listeners.Add(listener);
        _loops.Add(AcceptAsync(listener, home, serve));
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task AcceptAsync(TcpListener listener, Operator home, Func<Wire, Task> serve)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await listener.AcceptTcpClientAsync(_stop.Token);
                if (_sessions.Count >= home.Settings.MaxSessions) client.Dispose();
                else Track(ServeAsync(client, home, serve));
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (SocketException broken)
            {
                LogBroken(home.Name, broken.Message);
            }
        }
    }

    private void Track(Task session)
    {
        _sessions.TryAdd(session, 0);
        session.ContinueWith(ended => _sessions.TryRemove(ended, out _), TaskScheduler.Default);
    }

    private async Task ServeAsync(TcpClient client, Operator home, Func<Wire, Task> serve)
    {
        client.NoDelay = true;
        await using var wire = new Wire(client.GetStream(), home.Settings.Patience);
        try
        {
            await serve(wire);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            LogBroken(home.Name, "stopped");
        }
        catch (Exception broken) when (broken is IOException or SocketException or AuthenticationException or TimeoutException or BrokenLineException)
        {
            LogBroken(home.Name, broken.Message);
        }
        catch (Exception unexpected)
        {
            // One connection must not take the others down; the cause is logged in full.
            LogUnexpected(unexpected, home.Name);
        }
        finally
        {
            client.Dispose();
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Operator {Operator} listens: submission on {SmtpPort}, reading on {ImapPort}.")]
    private partial void LogOpened(string @operator, int smtpPort, int imapPort);

    [LoggerMessage(2, LogLevel.Debug, "A connection of operator {Operator} ended: {Cause}")]
    private partial void LogBroken(string @operator, string cause);

    [LoggerMessage(3, LogLevel.Error, "A connection of operator {Operator} failed.")]
    private partial void LogUnexpected(Exception cause, string @operator);
}
