using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Shop.Tests;

public class Account
{
    public int Id { get; set; }

    public int Points { get; set; }
}

public class BankContext(DbContextOptions<BankContext> options) : DbContext(options)
{
    public DbSet<Account> Accounts => Set<Account>();

    public async Task Move(int from, int to, int points)
    {
        await using var transaction = await Database.BeginTransactionAsync();
        await Accounts.Where(account => account.Id == from).ExecuteUpdateAsync(set => set.SetProperty(account => account.Points, account => account.Points - points));
        await Accounts.Where(account => account.Id == to).ExecuteUpdateAsync(set => set.SetProperty(account => account.Points, account => account.Points + points));
        await transaction.CommitAsync();
    }
}

/// <summary>Each fault stands beside the right way to do it.</summary>
public class TransferTests
{
    // BR9001: this store has no transactions, so the test shows nothing about them.
    [Fact]
    public async Task MovesInMemory()
    {
        await using var bank = new BankContext(new DbContextOptionsBuilder<BankContext>().UseInMemoryDatabase("bank").Options);
        await bank.Move(1, 2, 5);
        Assert.Equal(0, await bank.Accounts.CountAsync());
    }

    [Fact]
    public async Task Moves()
    {
        await using var connection = new SqliteConnection("Data Source=:memory:");
        await connection.OpenAsync();
        await using var bank = new BankContext(new DbContextOptionsBuilder<BankContext>().UseSqlite(connection).Options);
        await bank.Database.EnsureCreatedAsync();
        await bank.Move(1, 2, 5);
        Assert.Equal(0, await bank.Accounts.CountAsync());
    }

    // BR9002: nothing here can fail but an exception.
    [Fact]
    public void HasPoints()
    {
        var account = new Account { Points = 5 };
        _ = account.Points + 1;
    }

    [Fact]
    public void KeepsPoints() => Check(new Account { Points = 5 });

    // BR9003: too long on a quick machine, too short on a busy one.
    [Fact]
    public async Task FinishesInTime()
    {
        var work = Task.Run(static () => 1);
        await Task.Delay(500);
        Assert.True(work.IsCompleted);
    }

    [Fact]
    public async Task Finishes() => Assert.Equal(1, await Task.Run(static () => 1));

    private static void Check(Account account) => Assert.Equal(5, account.Points);
}
