/**
 * First answers of withdraw links, verbatim: LNbits (a wallet developer's log; laisee.org; the
 * test of getAlby/lightning-browser-extension at 00ccc8f), lnbits/lnurl tests, Kukks/LNURL
 * UnitTest1.cs (CoinCorner), and the broken body of btcpayserver issue 5440.
 */
export const LNBITS =
  '{"tag":"withdrawRequest","callback":"https://spiritedlizard2.lnbits.com/withdraw/api/v1/lnurl/cb/eKbrKxF2PAi8wNX65ab4HM","k1":"9YxWRdFQFSQngwM2EmuNoh","minWithdrawable":10000,"maxWithdrawable":10000,"defaultDescription":"vouchers","webhook_url":null,"webhook_headers":null,"webhook_body":null}';

export const LAISEE = `{
  "callback": "https://send.laisee.org/withdraw/api/v1/lnurl/cb/enGuQ7XzGJJiLn2snsp9XP", 
  "defaultDescription": "Happy New Year", 
  "k1": "7jxPR4nHhjEj8WxceFZ2aE", 
  "maxWithdrawable": 1000000, 
  "minWithdrawable": 1000000, 
  "tag": "withdrawRequest"
}`;

export const UNIQUE =
  '{"tag":"withdrawRequest","callback":"https://legend.lnbits.com/withdraw/api/v1/lnurl/cb/D7paixQdqcsm3VJrstczsQ?id_unique_hash=a5BgmGCDZfz2eMQCofxquP","k1":"XJnHjDAPwSkfZzUeT3wiDj","maxWithdrawable":10000,"minWithdrawable":10000,"defaultDescription":"vouchers"}';

export const BIGSUN =
  '{"tag":"withdrawRequest","k1":"c67a8aa61f7c6cd457058916356ca80f5bfd00fa78ac2c1b3157391c2e9787de","callback":"https://lnurl.bigsun.xyz/lnurl-withdraw/callback/?param1=1&param2=2","maxWithdrawable":478980,"minWithdrawable":478980,"defaultDescription":"sample withdraw"}';

export const COINCORNER =
  '{"callback":"https://coincorner.io/lnurl/withdrawreq/auth/xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx?picc_data=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx","defaultDescription":"CoinCorner Withdrawal ⚡️","maxWithdrawable":363003000,"minWithdrawable":1000,"k1":"xxxxxxxxxx","tag":"withdrawRequest","payLink":""}';

export const WITH_BALANCE =
  '{"callback":"https://example.com/withdraw","k1":"abc123","tag":"withdrawRequest","defaultDescription":"test withdrawal","minWithdrawable":1000,"maxWithdrawable":50000000,"currentBalance":25000000,"balanceCheck":"https://example.com/balance","pinLimit":10000000}';

export const LNBANK_BROKEN =
  '{"result":{"callback":"https://my.btcpayserv.com/plugins/lnbank/api/boltcard/pay-callback","k1":"5d33882b-154a-44e1-9738-16d5f2f3a46b","tag":"withdrawRequest","defaultDescription":"boltcard1","minWithdrawable":1000,"maxWithdrawable":997000,"currentBalance ":997000,"balanceCheck":null},"id":30,"exception":null,"status":5,"isCanceled":false,"isCompleted":true,"isCompletedSuccessfully":true,"creationOptions":0,"asyncState":null,"isFaulted":false}';
