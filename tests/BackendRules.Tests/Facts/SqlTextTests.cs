namespace BackendRules.Tests;

/// <summary>What the SQL tokenizer sees at the outermost level.</summary>
public sealed class SqlTextTests
{
    [Theory]
    [InlineData("select * from orders", "SELECT", "orders")]
    [InlineData("-- why\n/* and */ DELETE FROM [dbo].[Orders] WHERE id = 1", "DELETE", "Orders")]
    [InlineData("update \"shop\".\"order lines\" set a = 'it''s; fine'", "UPDATE", "order lines")]
    [InlineData("with old as (select id from orders where x) delete from orders using old where orders.id = old.id", "DELETE", "orders")]
    [InlineData("insert into `log`(a) values (1)", "INSERT", "log")]
    [InlineData("INSERT IGNORE INTO log VALUES (1)", "INSERT", "log")]
    [InlineData("truncate table audit", "TRUNCATE", "audit")]
    public void The_verb_and_the_table_are_found(string sql, string verb, string table)
    {
        var statement = Assert.Single(SqlText.Parse(sql).Statements);
        Assert.Equal((verb, table), (statement.Verb, statement.Table));
    }

    [Theory]
    [InlineData("delete from orders where id in (select id from old)", true)]
    [InlineData("delete from orders", false)]
    [InlineData("update a set b = (select c from d where e = 1)", false)]
    [InlineData("update a set b = 'where'", false)]
    [InlineData("delete from a -- where", false)]
    [InlineData("update a set b = $tag$ where $tag$", false)]
    public void Clauses_of_inner_queries_and_literals_do_not_count(string sql, bool hasWhere) =>
        Assert.Equal(hasWhere, Assert.Single(SqlText.Parse(sql).Statements).Has("WHERE"));

    [Theory]
    [InlineData("delete from orders \u0001", true)]
    [InlineData("delete from \u0001", false)]
    [InlineData("update a set b = \u0001", false)]
    [InlineData("update a set \u0001 = 3", false)]
    public void An_unknown_part_may_hold_a_clause_unless_it_is_a_name_or_a_value(string sql, bool more) =>
        Assert.Equal(more, Assert.Single(SqlText.Parse(sql).Statements).MayHaveMore);

    [Fact]
    public void Statements_are_separated() =>
        Assert.Equal(["UPDATE", "SELECT"], SqlText.Parse("update a set b = ';' where c = 1; select ';' ;").Statements.Select(static s => s.Verb));

    [Theory]
    [InlineData("")]
    [InlineData("(((")]
    [InlineData("'open")]
    [InlineData("$$")]
    [InlineData("[")]
    [InlineData("update")]
    [InlineData("delete from")]
    [InlineData("/*")]
    public void Broken_text_is_read_without_an_exception(string sql) => Assert.True(SqlText.Parse(sql).Statements.Count <= 1);
}
